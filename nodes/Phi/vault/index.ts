export { projectFolder } from './keyring';
export { openVault } from './open';
export { rotateVault, type RotateOptions } from './rotate';
export type * from './vault';
