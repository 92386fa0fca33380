// Writes the generated pages of docs/reference from the built code: node docs/generate.mjs
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contractsReference } from '../dist/nodes/shared/contracts/reference.js';

const reference = join(import.meta.dirname, 'reference');
writeFileSync(join(reference, 'contracts.md'), contractsReference());
