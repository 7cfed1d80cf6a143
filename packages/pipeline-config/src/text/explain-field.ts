import {nearestName} from '@oid/core';
import type {PipelineConfigProblem} from '../errors/pipeline-config-error.ts';
import type {MessageType} from '../schema/field.ts';
import {ROOT, joinPath, messageOf, messageType} from '../schema/field.ts';

/** Why a name is no field of a message. */
export type Explanation = {problem: PipelineConfigProblem; message: string; suggestion?: string | undefined};

/** Fields that a later revision removed or renamed, by message and name, with what to write instead. */
export const REMOVED_FIELDS: Readonly<Record<string, {number: number; message: string}>> = {
  'SsdFeatureExtractor.batch_norm_trainable': {
    number: 6,
    message:
      'batch_norm_trainable was removed after the revision of November 2017 (E1). Delete the line; for batch_norm_trainable: false write ' +
      'freeze_batchnorm: true in ssd, or train: false in the batch_norm of conv_hyperparams.',
  },
  'FasterRcnn.first_stage_only': {
    number: 1,
    message:
      'first_stage_only of the revision of November 2017 (E1) was replaced by number_of_stages. For first_stage_only: true write ' +
      'number_of_stages: 1; for false delete the line.',
  },
};

/** Fields of 2020 and later (TensorFlow 2), which no revision of 2017-2019 has. */
export const LATER_FIELDS: Readonly<Record<string, string>> = {
  AdamOptimizer: 'epsilon',
  BatchNonMaxSuppression: 'change_coordinate_frame use_hard_nms use_cpu_nms',
  ClassificationLoss: 'penalty_reduced_logistic_focal_loss weighted_dice_classification_loss',
  DetectionModel: 'experimental_model center_net',
  EvalConfig:
    'parameterized_metric all_metrics_per_category super_categories use_dummy_loss_in_eval keypoint_edge ' +
    'skip_predictions_for_unlabeled_class image_classes_field_map_empty_to_ones',
  FasterRcnn: 'output_final_box_features output_final_box_rpn_features context_config',
  FasterRcnnFeatureExtractor: 'conv_hyperparams override_base_feature_extractor_hyperparams pad_to_multiple fpn',
  Hyperparams: 'sync_batch_norm force_use_bias',
  ImageResizer: 'pad_to_multiple_resizer',
  Initializer: 'keras_initializer_by_name',
  InputReader:
    'drop_remainder keypoint_type_weight load_context_features load_context_image_ids load_dense_pose load_track_id ' +
    'load_keypoint_depth_features include_source_id input_type frame_index use_keypoint_label_map sample_from_datasets_weights ' +
    'expand_labels_hierarchy',
  LocalizationLoss: 'l1_localization_loss weighted_giou',
  PreprocessingStep: 'random_square_crop_by_scale random_scale_crop_and_pad_to_square adjust_gamma',
  RandomHorizontalFlip: 'probability',
  RandomJitterBoxes: 'jitter_mode',
  RandomRotation90: 'keypoint_rot_permutation probability',
  RandomVerticalFlip: 'probability',
  SsdFeatureExtractor: 'bifpn spaghettinet_arch_name',
  TrainConfig: 'fine_tune_checkpoint_version run_fine_tune_checkpoint_dummy_computation',
  WeightSharedConvolutionalBoxPredictor: 'apply_conv_hyperparams_to_heads apply_conv_hyperparams_pointwise',
};

/** Says why `name` is no field of `type`: removed, of a later revision, misspelt, or at home in another message. */
export function explainField(type: MessageType, name: string): Explanation {
  const removed = REMOVED_FIELDS[`${type.name}.${name}`];
  if (removed !== undefined) return {problem: 'removed-field', message: removed.message};
  if (LATER_FIELDS[type.name]?.split(' ').includes(name) === true) {
    const message = `${name} came with the revisions for TensorFlow 2 (2020 and later); E1 to E3 of 2017-2019 do not have it. Delete it.`;
    return {problem: 'revision', message};
  }
  const start = `${name} is no field of ${type.name}.`;
  const homes = homesOf(name);
  if (homes.length > 0) {
    const shown = `${homes.slice(0, 3).join(', ')}${homes.length > 3 ? ', …' : ''}`;
    return {problem: 'unknown-field', message: `${start} It belongs elsewhere: ${shown}.`, suggestion: homes[0]};
  }
  const suggestion = nearestName(name, type.byName.keys());
  const fields = type.fields.length === 0 ? 'It has no fields.' : `Its fields: ${type.fields.map((field) => field.name).join(', ')}.`;
  return {problem: 'unknown-field', message: `${start} ${suggestion === undefined ? fields : `Did you mean ${suggestion}?`}`, suggestion};
}

/** Says why a bracketed name is no extension. */
export function explainExtension(type: MessageType, name: string): Explanation {
  const known = type.fields.flatMap(({extension}) => (extension === undefined ? [] : [`[${extension}]`]));
  const suggestion = nearestName(name, known);
  const message = `no extension [${name}] of ${type.name} is known here. ${known.length === 0 ? 'It has none' : `Known: ${known.join(', ')}`}. Delete it.`;
  return {problem: 'unknown-field', message, suggestion};
}

const homes = new Map<string, string[]>();

/** Where fields of that name stand, as paths from the outermost message, shallow ones first. */
function homesOf(name: string): readonly string[] {
  if (homes.size === 0) {
    let level: {path: string; type: MessageType}[] = [{path: '', type: messageType(ROOT)}];
    while (level.length > 0) {
      const next: typeof level = [];
      for (const {path, type} of level) {
        for (const field of type.fields) {
          const here = joinPath(path, field.name);
          homes.set(field.name, [...(homes.get(field.name) ?? []), here]);
          const inner = messageOf(field);
          if (inner !== undefined) next.push({path: here, type: inner});
        }
      }
      level = next;
    }
  }
  return homes.get(name) ?? [];
}
