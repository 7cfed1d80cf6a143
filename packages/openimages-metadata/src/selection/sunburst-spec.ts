import type {TreeNode} from './class-tree.ts';

export type SunburstOptions = {
  /** Stands above the picture. @default 'Classes' */
  title?: string | undefined;
  /** Stands below the title. */
  subtitle?: string | undefined;
  /**
   * What the angle of a class follows: its boxes, their square root (so that rare classes can be seen), or every class alike.
   *
   * @default 'root'
   */
  size?: 'boxes' | 'root' | 'classes' | undefined;
  /** Side of the picture in pixels. @default 960 */
  side?: number | undefined;
};

export const SUNBURST_DEFAULTS = {title: 'Classes', size: 'root', side: 960} as const;

const RING_GAP = 1.5;
const HEADER = 76;

/**
 * A Vega specification of a class tree as a sunburst: a ring a level, an arc a class, its angle by boxes, its colour by branch and depth. A click on a
 * class makes it the centre, a click on the centre goes a level up.
 *
 * @param tree - from `classTree`.
 * @returns plain JSON for Vega 6; nothing in it is loaded from elsewhere.
 */
export function sunburstSpec(tree: readonly TreeNode[], options: SunburstOptions = {}): Record<string, unknown> {
  const {title, size, side} = {
    title: options.title ?? SUNBURST_DEFAULTS.title,
    size: options.size ?? SUNBURST_DEFAULTS.size,
    side: options.side ?? SUNBURST_DEFAULTS.side,
  };
  const levels = Math.max(1, ...tree.map(({depth}) => depth));
  const branches = Math.max(1, ...tree.map(({branch}) => branch + 1));
  const radius = side / 2 - 8;
  const parents = new Set(tree.map(({parent}) => parent));
  const values = tree.map((node) => ({
    ...node,
    parent: node.parent,
    leaf: !parents.has(node.id),
    // Neighbours differ, and the whole wheel is used however many branches there are.
    hue: node.branch < 0 ? 0 : (360 * ((node.branch * wheelStep(branches)) % branches)) / branches + 20,
  }));
  return {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    description: 'Classes of a selection as a sunburst',
    width: side,
    height: side + HEADER,
    padding: 0,
    background: '#ffffff',
    autosize: 'none',
    signals: [
      {name: 'size', value: size},
      {name: 'radius', value: radius},
      {name: 'levels', value: levels},
      {
        name: 'focus',
        value: {id: 0, parent: null, x0: 0, x1: 1, depth: 0},
        on: [
          {events: '@slice:click', update: 'datum.leaf ? focus : datum'},
          {events: '@hub:click', update: "focus.parent === null ? focus : data('byId')[focus.parent]"},
        ],
      },
      // The centre has room for a name; the rings share the rest.
      {name: 'hub', update: 'radius * (levels - focus.depth > 2 ? 0.19 : 0.3)'},
      {name: 'ring', update: 'min(0.3 * radius, (radius - hub) / max(1, levels - focus.depth))'},
      {
        name: 'hovered',
        value: null,
        on: [
          {events: '@slice:pointerover', update: 'datum'},
          {events: '@slice:pointerout', update: 'null'},
        ],
      },
    ],
    data: [
      {
        name: 'tree',
        values,
        transform: [
          {
            type: 'formula',
            as: 'share',
            expr: "size === 'classes' ? (datum.leaf || datum.selected ? 1 : 0) : size === 'root' ? sqrt(datum.boxes) : datum.boxes",
          },
          {type: 'stratify', key: 'id', parentKey: 'parent'},
          {type: 'partition', field: 'share', sort: {field: 'value', order: 'descending'}, size: [1, 1]},
        ],
      },
      {name: 'byId', source: 'tree', transform: [{type: 'collect', sort: {field: 'id'}}]},
      {
        name: 'shown',
        source: 'tree',
        transform: [
          {type: 'formula', as: 'from', expr: '(datum.x0 - focus.x0) / (focus.x1 - focus.x0)'},
          {type: 'formula', as: 'to', expr: '(datum.x1 - focus.x0) / (focus.x1 - focus.x0)'},
          {type: 'filter', expr: 'datum.depth > focus.depth && datum.from > -1e-9 && datum.to < 1 + 1e-9 && datum.to > datum.from'},
          {type: 'formula', as: 'start', expr: '2 * PI * datum.from'},
          {type: 'formula', as: 'end', expr: '2 * PI * datum.to'},
          {type: 'formula', as: 'inner', expr: 'hub + (datum.depth - focus.depth - 1) * ring'},
          {type: 'formula', as: 'middle', expr: '(datum.start + datum.end) / 2'},
          {type: 'formula', as: 'arc', expr: '(datum.end - datum.start) * (datum.inner + ring / 2)'},
        ],
      },
      {
        name: 'names',
        source: 'shown',
        transform: [
          {type: 'filter', expr: 'datum.arc > 9'},
          {type: 'formula', as: 'reach', expr: 'datum.inner + ring / 2'},
          {type: 'formula', as: 'width', expr: `length(datum.name) * 14 * ${EM}`},
          // Along the ring where the name fits and the ring's bend does not cut it, else outwards.
          {
            type: 'formula',
            as: 'along',
            expr: 'datum.width * 1.2 < datum.arc && datum.width * datum.width / (8 * datum.reach) < ring * 0.3',
          },
          // A long name becomes smaller before it is cut short.
          {
            type: 'formula',
            as: 'fontSize',
            expr: `datum.along ? 14 : min(14, max(8, min(datum.arc * 0.72, max(9, (ring - 10) / (length(datum.name) * ${EM})))))`,
          },
          {type: 'formula', as: 'room', expr: `max(2, floor((ring - 10) / (datum.fontSize * ${EM})))`},
          {
            type: 'formula',
            as: 'label',
            expr: 'datum.along || length(datum.name) <= datum.room ? datum.name : truncate(datum.name, datum.room)',
          },
          {
            type: 'formula',
            as: 'turn',
            expr: 'datum.middle * 180 / PI + (datum.along ? (datum.middle > PI / 2 && datum.middle < 3 * PI / 2 ? 180 : 0) : datum.middle < PI ? -90 : 90)',
          },
        ],
      },
      {name: 'centre', source: 'tree', transform: [{type: 'filter', expr: 'datum.id === focus.id'}]},
    ],
    marks: [
      {
        type: 'text',
        interactive: false,
        encode: {
          update: {
            x: {value: 24},
            y: {value: 34},
            text: {value: title},
            font: {value: FONT},
            fontSize: {value: 22},
            fontWeight: {value: 600},
            fill: {value: '#1c2430'},
          },
        },
      },
      {
        type: 'text',
        interactive: false,
        encode: {
          update: {
            x: {value: 24},
            y: {value: 58},
            text: {value: options.subtitle ?? ''},
            font: {value: FONT},
            fontSize: {value: 13},
            fill: {value: '#5b6675'},
          },
        },
      },
      {
        type: 'group',
        encode: {update: {x: {value: side / 2}, y: {value: HEADER + side / 2}}},
        marks: [
          {
            name: 'slice',
            type: 'arc',
            from: {data: 'shown'},
            encode: {
              update: {
                startAngle: {field: 'start'},
                endAngle: {field: 'end'},
                innerRadius: {field: 'inner'},
                outerRadius: {signal: `datum.inner + ring - ${RING_GAP}`},
                // Deeper is lighter; a class that was not asked for itself is paler.
                fill: {
                  signal:
                    'hcl(datum.hue, datum.selected ? 47 - 4 * datum.depth : 14, min(93, (datum.selected ? 68 : 82) + 4.5 * datum.depth))',
                },
                fillOpacity: {signal: 'hovered === null || hovered.id === datum.id ? 1 : 0.82'},
                stroke: {value: '#ffffff'},
                strokeWidth: {signal: 'min(1, datum.arc * 0.1)'},
                cursor: {signal: "datum.leaf ? 'default' : 'pointer'"},
                tooltip: {
                  signal:
                    "{name: datum.name, id: datum.mid, boxes: format(datum.boxes, ','), images: format(datum.images, ','), below: datum.leaf ? '' : format(datum.totalBoxes, ',')}",
                },
                description: {signal: "datum.name + ', ' + format(datum.boxes, ',') + ' boxes'"},
              },
            },
          },
          {
            type: 'text',
            from: {data: 'names'},
            interactive: false,
            encode: {
              update: {
                x: {signal: 'datum.reach * sin(datum.middle)'},
                y: {signal: '-datum.reach * cos(datum.middle)'},
                angle: {field: 'turn'},
                text: {field: 'label'},
                align: {value: 'center'},
                baseline: {value: 'middle'},
                font: {value: FONT},
                fontSize: {field: 'fontSize'},
                fill: {value: '#1c2430'},
              },
            },
          },
          {
            name: 'hub',
            type: 'arc',
            from: {data: 'centre'},
            encode: {
              update: {
                startAngle: {value: 0},
                endAngle: {signal: '2 * PI'},
                innerRadius: {value: 0},
                outerRadius: {signal: `hub - ${2 * RING_GAP}`},
                fill: {value: '#f3f5f8'},
                cursor: {signal: "focus.parent === null ? 'default' : 'pointer'"},
                tooltip: {signal: "focus.parent === null ? null : {name: 'Up a level', id: '', boxes: '', images: '', below: ''}"},
              },
            },
          },
          ...[
            {dy: -10, text: `truncate(datum.name, floor((2 * hub - 20) / (17 * ${EM})))`, fontSize: 17, fontWeight: 600, fill: '#1c2430'},
            {dy: 11, text: "format(datum.totalBoxes, ',') + ' boxes'", fontSize: 13, fontWeight: 400, fill: '#5b6675'},
            {dy: 29, text: "focus.parent === null ? '' : '↑ up a level'", fontSize: 11, fontWeight: 400, fill: '#8792a2'},
          ].map(({dy, text, fontSize, fontWeight, fill}) => ({
            type: 'text',
            from: {data: 'centre'},
            interactive: false,
            encode: {
              update: {
                y: {value: dy},
                text: {signal: text},
                align: {value: 'center'},
                baseline: {value: 'middle'},
                font: {value: FONT},
                fontSize: {value: fontSize},
                fontWeight: {value: fontWeight},
                fill: {value: fill},
              },
            },
          })),
        ],
      },
    ],
  };
}

/** Mean width of a letter in ems: drawn without a browser, text cannot be measured. */
const EM = 0.56;

const FONT = 'system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif';

/** A step that visits every branch once and parts neighbours by about a third of the wheel. */
function wheelStep(branches: number): number {
  for (let step = Math.max(1, Math.round(branches * 0.382)); ; step += 1) if (greatestCommonDivisor(step, branches) === 1) return step;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
