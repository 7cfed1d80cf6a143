import type {KernelBackend} from '@tensorflow/tfjs-core';

/** What we use of the package `webgpu`, which is Dawn for Node, and of WebGPU itself; both are optional, so their types are not at hand. */
export type Dawn = {readonly globals: Readonly<Record<string, unknown>>; create(flags: readonly string[]): Gpu};

export type Gpu = {requestAdapter(options: {powerPreference: 'high-performance'}): Promise<GpuAdapter | null>};

export type GpuAdapter = {
  readonly info: {
    readonly vendor: string;
    readonly architecture: string;
    readonly description: string;
    /** Whether it computes on the processor. */
    readonly isFallbackAdapter: boolean;
  };
  readonly features: {has(feature: string): boolean};
  readonly limits: Readonly<Record<string, number>>;
  requestDevice(descriptor: {requiredFeatures: readonly string[]; requiredLimits: Readonly<Record<string, number>>}): Promise<GpuDevice>;
};

export type GpuDevice = {
  readonly lost: Promise<{readonly reason: string; readonly message: string}>;
  addEventListener(type: 'uncapturederror', listener: (event: UncapturedError) => void): void;
};

export type UncapturedError = {readonly error: {readonly message: string}; preventDefault(): void};

/** What we use of `@tensorflow/tfjs-backend-webgpu`. */
export type WebgpuModule = {readonly WebGPUBackend: new (device: GpuDevice, info: GpuAdapter['info']) => KernelBackend};
