import { checkPurpose, type Purpose } from './purpose';
import chartSummary from './purposes/chart-summary.json';
import dischargeSummary from './purposes/discharge-summary.json';
import identity from './purposes/identity.json';
import imagingTriage from './purposes/imaging-triage.json';
import medicationReconciliation from './purposes/medication-reconciliation.json';
import priorAuthorization from './purposes/prior-authorization.json';
import researchConsent from './purposes/research-consent.json';
import researchExport from './purposes/research-export.json';

/** The purposes that come with the package; docs/reference/chart-context.md describes them. */
export const SHIPPED: readonly Purpose[] = [
	chartSummary,
	dischargeSummary,
	identity,
	imagingTriage,
	medicationReconciliation,
	priorAuthorization,
	researchConsent,
	researchExport,
].map(checkPurpose);
