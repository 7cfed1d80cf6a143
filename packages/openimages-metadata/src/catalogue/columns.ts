/** The header lines of the published tables. */
const columns = (header: string): readonly string[] => header.split(',');

const BOX = 'ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax';
const FLAGS = 'IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside';
const CLICKS = 'XClick1X,XClick2X,XClick3X,XClick4X,XClick1Y,XClick2Y,XClick3Y,XClick4Y';
const IMAGE =
  'ImageID,Subset,OriginalURL,OriginalLandingURL,License,AuthorProfileURL,Author,Title,OriginalSize,OriginalMD5,Thumbnail300KURL';

/** Train of V2 and V3. */
export const BOXES_8: readonly string[] = columns(BOX);
export const BOXES_13: readonly string[] = columns(`${BOX},${FLAGS}`);
/** Train of V6: with the points clicked. */
export const BOXES_21: readonly string[] = columns(`${BOX},${FLAGS},${CLICKS}`);
/** V1 to V3. */
export const IMAGES_11: readonly string[] = columns(IMAGE);
/** V4 on. */
export const IMAGES_12: readonly string[] = columns(`${IMAGE},Rotation`);
export const LABELS: readonly string[] = columns('ImageID,Source,LabelName,Confidence');
export const CLASSES: readonly string[] = columns('LabelName,DisplayName');
export const RELATIONSHIPS: readonly string[] = columns(
  'ImageID,LabelName1,LabelName2,XMin1,XMax1,YMin1,YMax1,XMin2,XMax2,YMin2,YMax2,RelationshipLabel',
);
export const TRIPLETS: readonly string[] = columns('LabelName1,LabelName2,RelationshipLabel');
export const SEGMENTATIONS: readonly string[] = columns(
  'MaskPath,ImageID,LabelName,BoxID,BoxXMin,BoxXMax,BoxYMin,BoxYMax,PredictedIoU,Clicks',
);
export const POINTS: readonly string[] = columns('ImageId,X,Y,Label,EstimatedYesNo,Source,YesVotes,NoVotes,UnsureVotes,TextLabel');
