import type { FhirResource } from '../../../clients/fhir/types';
import { codeableConcept, tableCode, type CodeableConcept } from '../datatypes/codes';
import { compact } from '../datatypes/contacts';
import { staff } from '../datatypes/people';
import { fhirDateTime } from '../datatypes/times';
import type { SystemValue } from '../options';
import type { ReadSegment } from '../reading';
import { REPORT_STATUS } from '../tables';
import { attachmentOf, isFile } from './attachment';
import type { Conversion, Written } from './context';
import { observationOf, type Of } from './observation';
import { orderNumber, placerNumber } from './order-numbers';
import type { Order } from './orders';
import { some } from './patient';
import { issuedOf, outdated } from './settled';

/** One order with its results (ORC, OBR, OBX): a report and its observations. */
export function reportOf(
	conversion: Conversion,
	order: Order,
	patient: Written,
	encounter: Written | undefined,
): void {
	const { obr } = order;
	if (obr === undefined) return;
	const { options } = conversion;
	obr.passOver(1);
	// What is to be done with the order: that of results says nothing but that they come.
	order.orc?.passOver(1);
	const status = tableCode(obr.field(25), REPORT_STATUS);
	if (status === undefined) return obr.warn(25, 'status-unknown');
	const number = orderNumber(conversion, order);
	if (number === undefined) return obr.warn(3, 'identifier-missing');
	const code = codeableConcept(obr.field(4)) ?? { text: 'Unnamed order' };
	const identifier = identifierOf(conversion, number, code);
	const there = conversion.inChart('DiagnosticReport', identifier);
	conversion.sameHands(there, patient);
	const issued = issuedOf(conversion, obr);
	const why = outdated({ status, issued }, there);
	if (why !== undefined) return obr.warn(25, why);
	const about = {
		subject: { reference: patient.reference },
		...(encounter && { encounter: { reference: encounter.reference } }),
	};
	const effective = effectiveOf(obr, options.timeZone);
	const of: Of = { number, patient, about, effective, issued };
	const { results, files, hadFiles } = resultsOf(conversion, order, of);
	const interpreter = staff(obr.field(32), options);
	const placer = placerNumber(conversion, order);
	const category = codeableConcept(obr.field(24), 'http://terminology.hl7.org/CodeSystem/v2-0074');
	conversion.put(
		{
			resourceType: 'DiagnosticReport',
			identifier: [identifier],
			...(placer !== undefined && { basedOn: [{ type: 'ServiceRequest', identifier: placer }] }),
			status,
			...(category !== undefined && { category: [category] }),
			code,
			...about,
			...effective,
			...compact({
				issued,
				resultsInterpreter: interpreter === undefined ? undefined : [interpreter],
				result: some(withEarlier(there, results)),
				// A message without documents says nothing about those that came before.
				presentedForm: hadFiles ? some(files) : (there?.presentedForm as object[] | undefined),
			}),
		},
		identifier,
	);
}

/** Two orders under one number (one accession, several tests) are two reports. */
function identifierOf(
	conversion: Conversion,
	{ system, value }: SystemValue,
	code: CodeableConcept,
): SystemValue {
	const name = code.coding?.[0]?.code ?? code.text ?? '';
	const fits = (one: string): boolean => {
		const there = conversion.inChart('DiagnosticReport', { system, value: one });
		const concept = there?.code as CodeableConcept | undefined;
		const before = concept?.coding?.[0]?.code ?? concept?.text;
		return before === undefined || before === name;
	};
	return { system, value: conversion.keys.take([value, `${value}/${name}`], fits) };
}

function effectiveOf(obr: ReadSegment, timeZone: string): object {
	const start = fhirDateTime(obr.field(7), timeZone);
	const end = fhirDateTime(obr.field(8), timeZone);
	if (end === undefined || end === start) {
		return start === undefined ? {} : { effectiveDateTime: start };
	}
	return { effectivePeriod: { ...(start !== undefined && { start }), end } };
}

function resultsOf(conversion: Conversion, order: Order, of: Of) {
	const results: Written[] = [];
	const files: object[] = [];
	let hadFiles = false;
	for (const result of order.results) {
		const file = attachmentOf(result.obx);
		hadFiles ||= isFile(result.obx);
		if (file !== undefined) files.push(file);
		else {
			const written = observationOf(conversion, result, of);
			if (written !== undefined) results.push(written);
		}
	}
	return { results, files, hadFiles };
}

/** Results that the message does not repeat stay in the report. */
function withEarlier(there: FhirResource | undefined, results: readonly Written[]): object[] {
	const references = new Set(results.map(({ reference }) => reference));
	const inChart = new Set(results.map(({ resource }) => `Observation/${resource.id}`));
	const earlier = Array.isArray(there?.result)
		? (there.result as Array<{ reference?: string }>)
		: [];
	return [
		...[...references].map((reference) => ({ reference })),
		...earlier.filter(
			({ reference = '' }) => !references.has(reference) && !inChart.has(reference),
		),
	];
}
