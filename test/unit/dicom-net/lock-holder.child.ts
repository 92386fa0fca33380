/** Holds a lock until it is killed. Usage: node lock-holder.child.ts FOLDER OWNER. Says `held`. */
import { FolderLock } from '../../../dist/nodes/Dicom/intake/spool/lock.js';

const [folder = '', owner = ''] = process.argv.slice(2);
await FolderLock.take(folder, { owner });
process.stdout.write('held\n');
setInterval(() => {}, 1_000);
