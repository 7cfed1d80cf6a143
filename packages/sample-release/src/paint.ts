import type {ImageSize, Random} from '@oid/core';
import type {Backdrop} from './backdrops/backdrop.ts';
import {between} from './chance.ts';
import type {Layer} from './layer.ts';
import {smoothNoise} from './noise.ts';

/** Pixels being painted: RGB, rows from the top. */
export type Canvas = {readonly rgb: Uint8Array; readonly size: ImageSize};

/** Roughens the ground; one that recedes is coarser towards the viewer. */
export function paintGround({rgb, size}: Canvas, {horizon, ground}: Backdrop, random: Random): void {
  const [shiftX, shiftY] = [between(random, 0, 128), between(random, 0, 128)];
  for (let y = Math.floor(horizon * 0.85); y < size.height; y += 1) {
    const depth = (y - horizon * 0.85) / (size.height - horizon * 0.85);
    const grain = ground.grain * (ground.receding ? 0.4 + 0.9 * depth : 1);
    const strength = ground.strength * Math.min(1, 0.3 + 2 * depth);
    for (let x = 0; x < size.width; x += 1) {
      const gain = 1 + strength * smoothNoise(shiftX + (x - size.width / 2) / (grain * ground.stretch), shiftY + y / ground.grain);
      const start = (y * size.width + x) * 3;
      for (let channel = start; channel < start + 3; channel += 1) rgb[channel] = Math.min(255, (rgb[channel] as number) * gain);
    }
  }
}

/** Darkens the ground softly under a layer's foot. */
export function paintShadow({rgb, size}: Canvas, {left, top, width, height}: Layer, light: -1 | 1): void {
  const [radiusX, radiusY] = [width * 0.52, Math.max(4, Math.min(width, height) * 0.13)];
  const [centerX, centerY] = [left + width / 2 - light * width * 0.05, top + height - radiusY * 0.55];
  const [fromY, toY] = [Math.max(0, Math.floor(centerY - 2 * radiusY)), Math.min(size.height, Math.ceil(centerY + 2 * radiusY))];
  const [fromX, toX] = [Math.max(0, Math.floor(centerX - 1.6 * radiusX)), Math.min(size.width, Math.ceil(centerX + 1.6 * radiusX))];
  for (let y = fromY; y < toY; y += 1) {
    for (let x = fromX; x < toX; x += 1) {
      const distance = ((x - centerX) / radiusX) ** 2 + ((y - centerY) / radiusY) ** 2;
      const gain = 1 - 0.52 * Math.exp(-1.9 * distance);
      const start = (y * size.width + x) * 3;
      for (let channel = start; channel < start + 3; channel += 1) rgb[channel] = (rgb[channel] as number) * gain;
    }
  }
}

/** Mirrors a layer in the water below its foot, wavering and fading. */
export function paintReflection({rgb, size}: Canvas, layer: Layer): void {
  const foot = layer.top + layer.height - 2;
  const depth = Math.floor(layer.height * 0.42);
  for (let step = 0; step < depth; step += 1) {
    const y = foot + step;
    const row = layer.height - 3 - Math.floor(step / 0.6);
    if (y < 0 || y >= size.height || row < 0) continue;
    const waver = Math.round(Math.sin(y * 0.9) * (1 + (4 * step) / depth));
    for (let column = 0; column < layer.width; column += 1) {
      const x = layer.left + column + waver;
      if (x < 0 || x >= size.width) continue;
      const from = (row * layer.width + column) * 4;
      const share = ((layer.rgba[from + 3] as number) / 255) * 0.38 * (1 - step / depth);
      const start = (y * size.width + x) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        rgb[start + channel] = (rgb[start + channel] as number) * (1 - share) + (layer.rgba[from + channel] as number) * 0.8 * share;
      }
    }
  }
}

/** Lays a layer over what is painted. */
export function paintLayer({rgb, size}: Canvas, {left, top, width, height, rgba}: Layer): void {
  for (let row = Math.max(0, -top); row < Math.min(height, size.height - top); row += 1) {
    for (let column = Math.max(0, -left); column < Math.min(width, size.width - left); column += 1) {
      const from = (row * width + column) * 4;
      const share = (rgba[from + 3] as number) / 255;
      if (share === 0) continue;
      const start = ((top + row) * size.width + left + column) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        rgb[start + channel] = Math.round((rgb[start + channel] as number) * (1 - share) + (rgba[from + channel] as number) * share);
      }
    }
  }
}

/** What a camera adds: exposure, contrast, a colour cast, light from one side, dark corners and grain. */
export function paintCamera({rgb, size}: Canvas, random: Random, light: -1 | 1): void {
  const exposure = between(random, 0.84, 1.14);
  const contrast = between(random, 0.88, 1.12);
  const warmth = between(random, -0.06, 0.07);
  const cast = [1 + warmth, 1 + between(random, -0.015, 0.015), 1 - warmth];
  const slope = light * between(random, 0, 0.16);
  const corners = between(random, 0, 0.34);
  const grain = between(random, 1.5, 5.5);
  const grains = Float32Array.from({length: 4096}, () => random.normal() * grain);
  let state = 1 + random.integer(2 ** 30);
  for (let y = 0; y < size.height; y += 1) {
    const v = (2 * y) / size.height - 1;
    for (let x = 0; x < size.width; x += 1) {
      const u = (2 * x) / size.width - 1;
      const gain = exposure * (1 + slope * u) * (1 - (corners * (u * u + v * v)) / 2);
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      const luma = grains[(state >>> 8) & 4095] as number;
      const start = (y * size.width + x) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        const value = (((rgb[start + channel] as number) - 128) * contrast + 128) * gain * (cast[channel] as number);
        const color = (grains[(state >>> (11 + channel)) & 4095] as number) * 0.4;
        rgb[start + channel] = Math.min(255, Math.max(0, Math.round(value + luma + color)));
      }
    }
  }
}
