"""Writes inter-semibold.json, the outlines that pictures are lettered with.

Input: the folder `files` of the npm package @fontsource/inter 5.3.0 (Inter 4, SemiBold 600, SIL OFL 1.1).
Needs fontTools 4.68, uharfbuzz 0.57 and brotli.   python make-glyphs.py <folder> > inter-semibold.json
Outlines are quadratic, in 1/1024 em with y downwards, as SVG path data whose origin is the pen on the base line.
"""
import io, json, sys
import uharfbuzz as hb
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

ranges = [(0x20, 0x7E), (0xA0, 0x17F), (0x386, 0x3CE), (0x401, 0x45F), (0x2010, 0x2026), (0x2039, 0x203A),
          (0x20AC, 0x20AC), (0x2122, 0x2122), (0x2190, 0x2193), (0x2212, 0x2212), (0x2248, 0x2248), (0x2260, 0x2265), (0xFFFD, 0xFFFD)]
wanted = [c for first, last in ranges for c in range(first, last + 1)]
advances, paths, kerning = {}, {}, {}
for subset in ['latin', 'latin-ext', 'greek', 'cyrillic']:
    font = TTFont(f'{sys.argv[1]}/inter-{subset}-600-normal.woff2')
    scale = 1024 / font['head'].unitsPerEm
    cmap, glyphs = font.getBestCmap(), font.getGlyphSet()
    for code in wanted:
        if code in cmap and chr(code) not in paths:
            pen = SVGPathPen(glyphs, ntos=lambda v: str(round(v)))
            glyphs[cmap[code]].draw(TransformPen(pen, (scale, 0, 0, -scale, 0, 0)))
            advances[chr(code)], paths[chr(code)] = round(glyphs[cmap[code]].width * scale), pen.getCommands()
    if subset == 'latin':
        metrics = {'unitsPerEm': 1024, 'ascender': round(font['hhea'].ascent * scale), 'descender': round(-font['hhea'].descent * scale),
                   'capHeight': round(font['OS/2'].sCapHeight * scale)}
        font.flavor = None
        plain = io.BytesIO()
        font.save(plain)
        face = hb.Font(hb.Face(plain.getvalue()))
        ascii_letters = [chr(c) for c in range(0x21, 0x7F)]
        for a in ascii_letters:
            for b in ascii_letters:
                buffer = hb.Buffer()
                buffer.add_str(a + b)
                buffer.guess_segment_properties()
                hb.shape(face, buffer, {'calt': False, 'liga': False, 'ccmp': False})
                positions = buffer.glyph_positions
                value = round(positions[0].x_advance * scale) - advances[a] if len(positions) == 2 else 0
                if abs(value) >= 8:
                    kerning[a + b] = value
json.dump({'family': 'Inter SemiBold', 'license': 'OFL-1.1', **metrics, 'advances': advances, 'kerning': kerning, 'paths': paths},
          sys.stdout, ensure_ascii=False, separators=(',', ':'))
