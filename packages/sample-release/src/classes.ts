import type {Mid, Random} from '@oid/core';
import {drawApple} from './drawings/apple.ts';
import {drawBanana} from './drawings/banana.ts';
import {drawBoat} from './drawings/boat.ts';
import {drawBus} from './drawings/bus.ts';
import {drawCar} from './drawings/car.ts';
import {drawHouse} from './drawings/house.ts';
import {drawMug} from './drawings/mug.ts';
import {drawOrange} from './drawings/orange.ts';
import {drawTree} from './drawings/tree.ts';
import type {Drawing, Lighting} from './sketch.ts';

/** A class that is drawn. Ids and names are those of Open Images. */
export type SampleClass = {
  readonly mid: Mid;
  readonly name: string;
  /** Id of the class above it, or the root. */
  readonly parent: Mid;
  /** Listed in `classes-bbox-trainable.txt`. */
  readonly trainable: boolean;
  readonly draw: (random: Random, lighting: Lighting, id: string) => Drawing;
};

/** The hierarchy's root, "Entity"; absent from the class lists, as in the real release. */
export const ROOT_MID: Mid = '/m/0bl9f';

const VEHICLE: Mid = '/m/07yv9';
const FRUIT: Mid = '/m/02xwb';

/** Classes above others: never boxed themselves. */
export const BRANCHES: readonly {readonly mid: Mid; readonly name: string}[] = [
  {mid: VEHICLE, name: 'Vehicle'},
  {mid: FRUIT, name: 'Fruit'},
];

/** The names of the leaves. */
export type SampleClassName = 'Orange' | 'Car' | 'Banana' | 'Tree' | 'Bus' | 'Apple' | 'House' | 'Boat' | 'Mug';

/** The leaves: six trainable classes under two branches, and three that are boxed but not trainable. */
export const SAMPLE_CLASSES: Readonly<Record<SampleClassName, SampleClass>> = {
  Orange: {mid: '/m/0cyhj_', name: 'Orange', parent: FRUIT, trainable: true, draw: drawOrange},
  Car: {mid: '/m/0k4j', name: 'Car', parent: VEHICLE, trainable: true, draw: drawCar},
  Banana: {mid: '/m/09qck', name: 'Banana', parent: FRUIT, trainable: true, draw: drawBanana},
  Tree: {mid: '/m/07j7r', name: 'Tree', parent: ROOT_MID, trainable: false, draw: drawTree},
  Bus: {mid: '/m/01bjv', name: 'Bus', parent: VEHICLE, trainable: true, draw: drawBus},
  Apple: {mid: '/m/014j1m', name: 'Apple', parent: FRUIT, trainable: true, draw: drawApple},
  House: {mid: '/m/03jm5', name: 'House', parent: ROOT_MID, trainable: false, draw: drawHouse},
  Boat: {mid: '/m/019jd', name: 'Boat', parent: VEHICLE, trainable: true, draw: drawBoat},
  Mug: {mid: '/m/02jvh9', name: 'Mug', parent: ROOT_MID, trainable: false, draw: drawMug},
};
