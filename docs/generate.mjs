// Writes the generated pages of docs/reference from the built code: node docs/generate.mjs
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { batchContract } from '../dist/nodes/Audit/batch.js';
import { deliveryContract } from '../dist/nodes/Audit/delivery/delivery-contract.js';
import { chartChangeContract } from '../dist/nodes/Fhir/watching/chart-change.js';
import { validationContract } from '../dist/nodes/Fhir/validation/index.js';
import { CONTRACTS } from '../dist/nodes/shared/contracts/index.js';
import { contractsReference } from '../dist/nodes/shared/contracts/reference.js';
import { auditFormats } from './audit-formats.mjs';
import { dicomConformance } from './dicom-conformance.mjs';
import { noResultReasons } from './no-result-reasons.mjs';
import { phiProfiles } from './phi-profiles.mjs';
import { priorAuthReasons } from './prior-auth-reasons.mjs';

/** Every generated page: path below docs/reference, and its text. */
export const pages = () => ({
	'audit-formats.md': auditFormats(),
	'contracts.md': contractsReference([
		...CONTRACTS,
		batchContract,
		deliveryContract,
		chartChangeContract,
		validationContract,
	]),
	'dicom-conformance.md': dicomConformance(),
	'no-result-reasons.md': noResultReasons(),
	'phi-profiles.md': phiProfiles(),
	'prior-auth-reasons.md': priorAuthReasons(),
});

if (import.meta.main) {
	for (const [name, text] of Object.entries(pages())) {
		const page = await format(text, { parser: 'markdown' });
		writeFileSync(join(import.meta.dirname, 'reference', name), page);
	}
}
