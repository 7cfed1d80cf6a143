import {createRequire} from 'node:module';
import {availableParallelism} from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import {loadGradients} from '../load-gradients.ts';
import type {BackendCandidate} from './backends/backend-candidate.ts';
import {CANDIDATES} from './candidates.ts';
import {processorName} from './processor-name.ts';
import {reasonOf, remedyOf} from './start-runtime.ts';

/** What became of one candidate. */
export type Diagnosis = {
  backend: string;
  /** Its packages with their versions, as in `onnxruntime-node 1.30.0`; those that are absent without one. */
  packages: string[];
} & ({starts: true; device: string; threads: number; compiles: boolean} | {starts: false; reason: string; remedy: string});

/** What there is to compute with, fastest first. */
export type DoctorReport = {
  /** Node's version, platform and architecture, processor with its number of threads, version of TensorFlow.js. */
  system: string;
  /** The backend that `startRuntime()` takes. */
  chosen: string | undefined;
  candidates: Diagnosis[];
  /** All of it, to print; ends with a newline. */
  text: string;
};

/**
 * Starts every backend in turn and says which start, on what, and what to do about the others.
 *
 * Run it in a process of its own: what starts stays loaded. The backend that was in use before is in use after.
 */
export async function doctor(): Promise<DoctorReport> {
  return examine(CANDIDATES);
}

/** {@link doctor} over any list of candidates, fastest first. */
export async function examine(candidates: readonly BackendCandidate[]): Promise<DoctorReport> {
  await loadGradients();
  const before = tf.engine().backendName;
  const diagnoses: Diagnosis[] = [];
  for (const candidate of candidates) diagnoses.push(await diagnose(candidate));
  if (before) await tf.setBackend(before);
  const system = `Node ${process.versions.node} on ${process.platform}-${process.arch}, ${processorName()} (${availableParallelism()} threads), TensorFlow.js ${tf.version_core}`;
  const chosen = diagnoses.find(({starts}) => starts)?.backend;
  const lines = diagnoses.flatMap((diagnosis) => describe(diagnosis));
  return {system, chosen, candidates: diagnoses, text: [system, ...lines, `Chosen: ${chosen ?? 'none'}`, ''].join('\n')};
}

async function diagnose(candidate: BackendCandidate): Promise<Diagnosis> {
  const known = {backend: candidate.name, packages: candidate.packages.map(withVersion)};
  try {
    const {backend, device, threads, compile} = await candidate.start({threads: availableParallelism(), allowSoftware: false});
    return {...known, backend, starts: true, device, threads, compiles: compile !== undefined};
  } catch (error) {
    return {...known, starts: false, reason: reasonOf(error), remedy: remedyOf(candidate, error)};
  }
}

function withVersion(name: string): string {
  try {
    const {version} = createRequire(import.meta.url)(`${name}/package.json`) as {version: string};
    return `${name} ${version}`;
  } catch {
    return name;
  }
}

function describe(diagnosis: Diagnosis): string[] {
  const head = `${diagnosis.starts ? '+' : '-'} ${diagnosis.backend.padEnd(10)} ${diagnosis.packages.join(', ')}`;
  if (!diagnosis.starts) return [`${head}: ${diagnosis.reason}`, `             ${diagnosis.remedy}`];
  const {device, threads, compiles} = diagnosis;
  return [`${head}: ${device}, ${threads} ${threads === 1 ? 'thread' : 'threads'}${compiles ? ', compiles' : ''}`];
}
