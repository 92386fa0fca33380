import { join } from 'node:path';
import type { DataDirectory } from '../../shared/data-directory';
import type { IntakePlace } from './settings';

/** The part of the data directory in which the HL7 listeners keep what they have acknowledged. */
export function intakePlace({ root, key }: Pick<DataDirectory, 'root' | 'key'>): IntakePlace {
	return { folder: join(root, 'hl7'), key: key.key('hl7') };
}
