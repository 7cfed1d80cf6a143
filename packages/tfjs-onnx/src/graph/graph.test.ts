import {describe, expect, test} from 'vitest';
import {Graph} from './graph.ts';

describe('Graph', () => {
  test('emits equal calls once and keeps different attributes apart', () => {
    const graph = new Graph();
    expect(graph.emit('Relu', ['x'])).toBe(graph.emit('Relu', ['x']));
    expect(graph.emit('Elu', ['x'], {alpha: {float: 1}})).not.toBe(graph.emit('Elu', ['x'], {alpha: {float: 2}}));
    expect(graph.nodeCount).toBe(3);
  });

  test('turns a transpose that moves only axes of size 1 into a reshape', () => {
    const graph = new Graph();
    graph.transpose('x', [1, 1, 1, 8], [0, 3, 1, 2]);
    graph.transpose('y', [2, 3, 4, 1], [0, 3, 1, 2]);
    graph.transpose('z', [2, 3, 4, 5], [0, 3, 1, 2]);
    expect(graph.toModel('g', [], []).nodes.map(({operator}) => operator)).toEqual(['Reshape', 'Reshape', 'Transpose']);
  });

  test('converts a value between layouts once, and not at all where it lies right', () => {
    const graph = new Graph();
    const value = graph.value('x', {shape: [2, 3, 4, 5], dtype: 'float32'}, 'nchw');
    expect(graph.nchw(value)).toBe('x');
    expect(graph.plain(value)).toBe(graph.plain(value));
    expect(graph.nodeCount).toBe(1);
  });

  test('stores one number for a tensor of equal elements until it is needed whole', () => {
    const graph = new Graph();
    const ones = graph.splat(1, {shape: [1000, 1000], dtype: 'float32'});
    expect(graph.operand(ones, 'plain')).toBe(ones.name);
    expect(graph.nodeCount).toBe(0);
    graph.plain(ones);
    const model = graph.toModel('g', [], []);
    expect(model.nodes.map(({operator}) => operator)).toEqual(['Expand']);
    expect(model.initializers.reduce((bytes, {data}) => bytes + data.length, 0)).toBe(4 + 16);
  });
});
