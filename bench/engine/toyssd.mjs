/** One training step of @oid/detector-model's ToySSD: forward, focal and smooth L1 losses, gradients, SGD with momentum, moving statistics. */
import {importBuilt, tf} from './packages.mjs';
import {readToySsdTask} from './toyssd-task.mjs';

const [LEARNING_RATE, MOMENTUM, WEIGHT_DECAY] = [0.01, 0.9, 5e-4];

/** @param compile - makes the step one graph; the identity runs it operation by operation. */
export async function createToySsdWork(folder, compile) {
  const {applyMovingStatistics, createToySsd, detectionLosses} = await importBuilt('detector-model');
  const {images, classTargets, boxTargets, boxMask, ...weights} = readToySsdTask(folder);
  const model = createToySsd({numClasses: 2});
  for (const [name, variable] of model.variables.entries()) variable.assign(weights[name]);
  tf.dispose(weights);
  const trainable = model.variables.trainable();
  const slots = trainable.map((variable) => tf.variable(tf.zeros(variable.shape), false));
  const step = compile((images, classTargets, boxTargets, boxMask) =>
    tf.tidy(() => {
      const {value, grads} = tf.variableGrads(() => {
        const {movingStatistics, ...predictions} = model.predictForTraining(images);
        applyMovingStatistics(movingStatistics);
        const {classLoss, boxLoss} = detectionLosses(predictions, {classTargets, boxTargets, boxMask});
        return tf.add(classLoss, boxLoss);
      }, trainable);
      for (const [index, variable] of trainable.entries()) {
        const decayed = tf.add(grads[variable.name], tf.mul(variable, WEIGHT_DECAY));
        slots[index].assign(tf.add(tf.mul(slots[index], MOMENTUM), decayed));
        variable.assign(tf.sub(variable, tf.mul(slots[index], LEARNING_RATE)));
      }
      return value;
    }),
  );
  return {
    perRun: images.shape[0],
    run: async () => {
      const loss = step(images, classTargets, boxTargets, boxMask);
      const [value] = await loss.data();
      loss.dispose();
      return value;
    },
    describe: () => (step.mode === undefined || step.mode === 'compiled' ? undefined : step.reason?.message),
  };
}
