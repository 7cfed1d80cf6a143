/** A hand-made release: Vehicle over Car and Boat, Toy over Car; Car has a part, Wheel. */
export const CLASSES = '/m/0k4j,Car\r\n/m/019jd,Boat\r\n/m/07yv9,Vehicle\r\n/m/0138tl,Toy\r\n/m/083wq,"Wheel, spoked"\r\n';

/** The root, `/m/0bl9f`, is in no class list. */
export const HIERARCHY: string = JSON.stringify({
  LabelName: '/m/0bl9f',
  Subcategory: [
    {
      LabelName: '/m/07yv9',
      Subcategory: [{LabelName: '/m/0k4j', Part: [{LabelName: '/m/083wq'}]}, {LabelName: '/m/019jd'}],
    },
    {LabelName: '/m/0138tl', Subcategory: [{LabelName: '/m/0k4j', Part: [{LabelName: '/m/083wq'}]}]},
    {LabelName: '/m/083wq'},
  ],
});

export const BOX_HEADER = 'ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside\n';

/** Two images, one of them also with a Toy. */
export const BOXES: string = `${BOX_HEADER}0000000000000002,xclick,/m/0k4j,1,0.25,0.75,0,0.5,1,0,0,-1,0
0000000000000001,activemil,/m/019jd,1,0,1,0.125,1,0,1,1,0,0
0000000000000002,xclick,/m/0138tl,1,0.5,0.5,0.5,1,-1,-1,-1,-1,-1
`;

export const IMAGE_HEADER =
  'ImageID,Subset,OriginalURL,OriginalLandingURL,License,AuthorProfileURL,Author,Title,OriginalSize,OriginalMD5,Thumbnail300KURL,Rotation\n';

/** The images of {@link BOXES}, in another order. */
export const IMAGES: string = `${IMAGE_HEADER}0000000000000001,train,https://photos.example/1_o.jpg,https://photos.example/1,https://creativecommons.org/licenses/by/2.0/,"https://photos.example/people/a/","A, B","He said ""hi""
there",211079,0Sad+xMj2ttXM1U8meEJ0A==,,90.0
0000000000000002,train,https://photos.example/2_o.jpg,https://photos.example/2,https://creativecommons.org/licenses/by/2.0/,,,,,,https://photos.example/2_z.jpg,
`;
