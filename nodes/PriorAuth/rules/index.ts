import type { PriorAuthValidation, RuleFinding } from '../../shared/contracts/prior-auth';
import { HospitalError } from '../../shared/errors';
import { BUNDLE_RULES } from './bundle-rules';
import { CLAIM_RULES } from './claim-rules';
import { DETAIL_RULES } from './detail-rules';
import { isFields } from './element';
import { EVIDENCE_RULES } from './evidence-rules';
import { INQUIRY_RULES } from './inquiry-rules';
import { ITEM_RULES } from './item-rules';
import { ORDER_RULES } from './order-rules';
import { openPacket, type PacketKind } from './packet';
import { PARTY_RULES } from './party-rules';
import { PROVIDER_RULES } from './provider-rules';
import type { Rule } from './rule';
import { UPDATE_RULES } from './update-rules';

export type { PacketKind } from './packet';
export type { Rule, Severity } from './rule';
export { isNpi } from './npi';
export { unitsOf, type ServiceUnit } from './units';
export * from './names';

/** Every rule, in the order in which a reader meets what it is about. */
export const PAS_RULES: readonly Rule[] = [
	...BUNDLE_RULES,
	...CLAIM_RULES,
	...ITEM_RULES,
	...DETAIL_RULES,
	...EVIDENCE_RULES,
	...PARTY_RULES,
	...PROVIDER_RULES,
	...ORDER_RULES,
	...UPDATE_RULES,
	...INQUIRY_RULES,
];

/** A bundle that breaks rules in more places than anybody reads is cut here; the counts are not. */
const MAX_FINDINGS = 500;
/** More entries than a submission can have; far below what would keep the process busy. */
const MAX_ENTRIES = 2000;

const NOT_CHECKED =
	'membership of codes in value sets of X12, AMA and NUBC (licensed), whether an address answers, and the US Core profiles of the evidence beyond what the rules name';

/**
 * Judges a bundle by every rule of Da Vinci Prior Authorization Support 2.2.1 for those who ask that
 * can be judged without asking anybody.
 *
 * @param bundle request, update, cancellation or inquiry
 * @param kind what it is meant to be; found out from its profiles when absent
 * @throws HospitalError `pas-not-a-bundle`, `pas-bundle-too-large`
 */
export function validatePas(bundle: unknown, kind?: PacketKind): PriorAuthValidation {
	if (!isFields(bundle) || bundle.resourceType !== 'Bundle') {
		throw new HospitalError('pas-not-a-bundle', 'What is to be validated is not a bundle', {
			nextStep: 'Give the bundle that Build Request, Update, Cancel or Inquiry made.',
		});
	}
	if (Array.isArray(bundle.entry) && bundle.entry.length > MAX_ENTRIES) {
		throw new HospitalError(
			'pas-bundle-too-large',
			`The bundle has more than ${MAX_ENTRIES} entries`,
			{ nextStep: 'Choose the evidence that the request rests on.' },
		);
	}
	const packet = openPacket(bundle, kind);
	const asked = PAS_RULES.filter(({ kinds }) => kinds.includes(packet.kind));
	const findings = asked.flatMap((rule) => judge(rule, rule.check(packet)));
	const errors = findings.filter(({ severity }) => severity === 'error');
	const warnings = findings.filter(({ severity }) => severity === 'warning');
	return {
		contract: 'PriorAuthValidation/1',
		kind: packet.kind,
		valid: errors.length === 0,
		errors: errors.length,
		warnings: warnings.length,
		findings: [...errors, ...warnings].slice(0, MAX_FINDINGS),
		rules: asked.length,
		notChecked: NOT_CHECKED,
	};
}

const judge = (rule: Rule, paths: readonly string[]): RuleFinding[] =>
	[...new Set(paths)].map((path) => {
		const { name, severity, message, nextStep, source } = rule;
		return { rule: name, severity, path, message, nextStep, source };
	});
