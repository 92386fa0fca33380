export { buildVolume, type BuildVolumeOptions } from './build';
export { isVolumeRefusal } from './refusal';
export { workFile } from './work-file';
