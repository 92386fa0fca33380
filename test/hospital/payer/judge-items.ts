import {
	codes,
	extension,
	extensionUrl,
	isFullDate,
	list,
	target,
	TEMP_CODES,
	X12,
	type Entry,
	type Json,
} from './fhir.ts';
import type { Say } from './judge.ts';

const SERVICES = [
	`${X12}/1365`,
	'http://www.ama-assn.org/go/cpt',
	'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
	'http://terminology.hl7.org/CodeSystem/icd9cm',
	'http://www.cms.gov/Medicare/Coding/ICD10',
	'http://hl7.org/fhir/sid/ndc',
];

/** One line of the request. */
export function judgeItem(
	bundle: Json,
	claim: Entry,
	item: Json,
	inquiry: boolean,
	say: Say,
): void {
	const where = `item ${item.sequence}`;
	const product = list(item.productOrService?.coding);
	const inSystem = product.some(({ system, code }: Json) => SERVICES.includes(system) && code);
	const notApplicable = product.some(({ code }: Json) => code === 'not-applicable');
	if (!inSystem && !(inquiry && notApplicable)) {
		say('PASClaim', `${where}: productOrService is of no allowed system`);
	}
	for (const date of [item.servicedDate, item.servicedPeriod?.start, item.servicedPeriod?.end]) {
		if (date !== undefined && !isFullDate(date)) say('FullDateRule', `${where}: serviced`);
	}
	if (item.quantity !== undefined && typeof item.quantity.value !== 'number') {
		say('PASQuantity', `${where}: quantity has no value`);
	}
	if (inquiry) return;
	for (const name of ['serviceItemRequestType', 'certificationType']) {
		const found = list(item.extension).filter(({ url }: Json) => url === extensionUrl(name));
		const good = found.length === 1 && codes(found[0].valueCodeableConcept).length > 0;
		if (!good) say('PASClaim', `${where}: ${name} is not there once`);
	}
	if (codes(item.category).length === 0) say('PASClaim', `${where}: category is missing`);
	if (codes(item.locationCodeableConcept).length === 0) {
		say('PASClaim', `${where}: location is missing`);
	}
	const requested = extension(item, 'requestedService')?.valueReference;
	const order = requested && target(bundle, requested, claim)?.resource.resourceType;
	const orders = ['MedicationRequest', 'ServiceRequest', 'DeviceRequest', 'NutritionOrder'];
	if (requested !== undefined && !orders.includes(order)) {
		say('PASClaim', `${where}: requestedService is no order`);
	}
	for (const [part, of] of [
		['careTeamSequence', 'careTeam'],
		['diagnosisSequence', 'diagnosis'],
		['informationSequence', 'supportingInfo'],
	] as const) {
		const known = list(claim.resource[of]).map(({ sequence }: Json) => sequence);
		if (list(item[part]).some((number) => !known.includes(number))) {
			say('Claim', `${where}: ${part} points to nothing`);
		}
	}
}

const EVIDENCE = [
	...['DocumentReference', 'QuestionnaireResponse', 'AllergyIntolerance', 'Condition'],
	...['DiagnosticReport', 'Immunization', 'MedicationRequest', 'Procedure', 'ServiceRequest'],
	...['Observation', 'NutritionOrder', 'DeviceRequest', 'Bundle'],
];

/** What supports the request. */
export function judgeInformation(bundle: Json, claim: Entry, say: Say): void {
	for (const info of list(claim.resource.supportingInfo)) {
		const where = `supportingInfo ${info.sequence}`;
		const [coding] = list(info.category?.coding);
		if (coding?.system !== TEMP_CODES) continue;
		const timing = info.timingDate ?? info.timingPeriod;
		if (/^(patientEvent|admissionDates|dischargeDates)$/.test(coding.code)) {
			if (timing === undefined) say('PASClaim', `${where}: timing is missing`);
			for (const date of [info.timingDate, info.timingPeriod?.start, info.timingPeriod?.end]) {
				if (date !== undefined && !isFullDate(date)) say('FullDateRule', where);
			}
		}
		if (coding.code !== 'additionalInformation') continue;
		if (timing !== undefined) say('PASClaim', `${where}: timing is not allowed`);
		const documented = extension(info, 'documentInformation');
		const type = list(documented?.extension).find(({ url }: Json) => url === 'reportTypeCode');
		if (codes(type?.valueCodeableConcept).length === 0) {
			say('PASClaim', `${where}: documentInformation has no report type`);
		}
		const piece = target(bundle, info.valueReference, claim);
		if (piece === undefined || !EVIDENCE.includes(piece.resource.resourceType)) {
			say('PASClaim', `${where}: what it points to is no evidence`);
		}
		if (piece?.resource.resourceType === 'DocumentReference') {
			for (const { attachment } of list(piece.resource.content)) {
				if (!attachment?.data || attachment.url) {
					say('PASDocumentReference', `${where}: the document is not inside`);
				}
			}
		}
		if (otherPatient(bundle, claim, piece)) say('safety', `${where}: it is about somebody else`);
	}
}

function otherPatient(bundle: Json, claim: Entry, piece: Entry | undefined): boolean {
	const whose = piece?.resource.subject ?? piece?.resource.patient;
	if (piece === undefined || whose === undefined) return false;
	const patient = target(bundle, claim.resource.patient, claim)?.fullUrl;
	return target(bundle, whose, piece)?.fullUrl !== patient;
}
