import { disableTypes, imageSize, types } from 'image-size';

export interface PictureFacts {
  readonly mediaType: 'image/png' | 'image/jpeg';
  readonly width: number;
  readonly height: number;
}

const MEDIA_TYPES: Readonly<Record<string, PictureFacts['mediaType']>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
};

// Uploads are untrusted, so the library's other readers are not used.
disableTypes(types.filter((type) => !Object.hasOwn(MEDIA_TYPES, type)));

/** Type and size of a picture, in pixels; undefined when it is neither a PNG nor a JPEG. */
export function readPicture(bytes: Buffer): PictureFacts | undefined {
  try {
    const { type = '', width, height } = imageSize(bytes);
    const mediaType = MEDIA_TYPES[type];
    return mediaType === undefined || width < 1 || height < 1 ? undefined : { mediaType, width, height };
  } catch {
    return undefined;
  }
}
