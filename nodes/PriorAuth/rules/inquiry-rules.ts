import { fullDates, ofClaim } from './checks';
import { elements, extensions, text } from './element';
import { EXTENSIONS } from './names';
import { isMemberId } from './party-rules';
import { rule, type Rule } from './rule';

const CERTIFICATION_DATES = [
	EXTENSIONS.certificationIssueDate,
	EXTENSIONS.certificationEffectiveDate,
	EXTENSIONS.certificationExpirationDate,
];

/** Questions about earlier requests. */
export const INQUIRY_RULES: readonly Rule[] = [
	rule({
		name: 'pas-inquiry-member',
		source:
			'specification, Prior Authorization Inquiries: the patient is identified by the member identifier',
		kinds: ['inquiry'],
		message: 'The inquiry does not identify the patient by a member id',
		nextStep: 'Give the member id (type MB) in the coverage or in the patient.',
		check: ({ entries, claim }) => {
			const members = entries
				.filter(({ type }) => type === 'Patient' || type === 'Coverage')
				.flatMap(({ resource }) => elements(resource, 'identifier'))
				.filter((identifier) => isMemberId(identifier) && text(identifier, 'value') !== undefined);
			return claim === undefined || members.length > 0 ? [] : [`${claim.resource.path}.patient`];
		},
	}),
	rule({
		name: 'pas-inquiry-dates',
		source:
			'CertificationIssueDate, CertificationEffectiveDate, CertificationExpirationDate obey FullDateRule',
		kinds: ['inquiry'],
		message: 'A date of certification is not a full date',
		nextStep: 'Give it as YYYY-MM-DD, or leave it out.',
		check: ofClaim((claim) =>
			elements(claim, 'item').flatMap((item) =>
				CERTIFICATION_DATES.flatMap((url) =>
					extensions(item, url).flatMap((date) => fullDates(date, 'value')),
				),
			),
		),
	}),
];
