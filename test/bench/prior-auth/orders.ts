import type { Chart, Json } from './records.ts';
import { concept, HCPCS, NDC, SNOMED } from './records.ts';
import { daysAfter } from './numbers.ts';

/** What an order really says: the packet is held against it. */
export interface OrderedTruth {
	system: string;
	code: string;
	quantity: { value: number; unit: string };
	/** Full dates; undefined where the order says only how often and for how long. */
	serviced?: string | { start: string; end?: string };
	place: string;
	/** Whether the order itself must travel. */
	travels: boolean;
}

export interface MadeOrder {
	/** As Build Request takes it, without place of service. */
	item: Json;
	truth: Omit<OrderedTruth, 'place'>;
}

/** Codes for billing of the guide's own examples (CC0). */
const SERVICES = ['G0154', '99212', '33510'];
const NUTRITION = ['B4184', 'B4185', 'B4190'];
const UCUM = 'http://unitsofmeasure.org';

type Maker = (chart: Chart, id: string, day: string) => MadeOrder;

const base = (chart: Chart, type: string, id: string): Json => ({
	resourceType: type,
	id,
	meta: { versionId: '2' },
	text: chart.text,
	status: 'active',
	intent: 'order',
	encounter: { reference: 'Encounter/e-1', display: chart.mark },
	note: [{ text: 'Zztest note of the order' }],
});

const service = (chart: Chart, id: string, code: string, rest: Json): Json => ({
	...base(chart, 'ServiceRequest', id),
	code: { coding: chart.random.shuffle([{ system: HCPCS, code }, snomed(chart)]) },
	subject: chart.subject,
	requester: chart.to('Practitioner/doc-1'),
	reasonReference: [chart.to('Condition/d-1')],
	...rest,
});

const snomed = (chart: Chart): Json => ({
	system: SNOMED,
	code: String(chart.random.integer(1e7, 9e7)),
});

const time = (chart: Chart): string =>
	chart.random.pick(['', 'T08:30:00-05:00', 'T23:30:00Z', 'T00:15:00.000+02:00']);

/** Visits over a period, in UCUM's annotation. */
const visits: Maker = (chart, id, day) => {
	const { random } = chart;
	const code = random.pick(SERVICES);
	const value = random.integer(1, 40);
	const end = daysAfter(day, random.integer(1, 90));
	const open = random.next() < 0.15;
	const order = service(chart, id, code, {
		occurrencePeriod: {
			start: `${day}${time(chart)}`,
			...(!open && { end: `${end}${time(chart)}` }),
		},
		quantityQuantity: { value, unit: 'visits', system: UCUM, code: '{visit}' },
	});
	const serviced = open ? { start: day } : { start: day, end };
	return {
		item: { order },
		truth: { system: HCPCS, code, quantity: { value, unit: 'visits' }, serviced, travels: true },
	};
};

/** One service on one day; how much is said at the item. */
const single: Maker = (chart, id, day) => {
	const code = chart.random.pick(SERVICES);
	const order = service(chart, id, code, { occurrenceDateTime: `${day}${time(chart)}` });
	const quantity = { value: 1, unit: 'units' };
	return {
		item: { order, quantity },
		truth: { system: HCPCS, code, quantity, serviced: day, travels: true },
	};
};

/** So often for so long, without a day (home care). */
const repeated: Maker = (chart, id) => {
	const { random } = chart;
	const code = random.pick(SERVICES);
	const value = random.integer(2, 60);
	const order = service(chart, id, code, {
		occurrenceTiming: {
			repeat: {
				boundsDuration: { value: random.integer(2, 12), unit: 'wk', system: UCUM, code: 'wk' },
				frequency: random.integer(1, 5),
				period: 1,
				periodUnit: 'wk',
			},
		},
		quantityQuantity: { value, unit: 'h', system: UCUM, code: 'h' },
	});
	return {
		item: { order },
		truth: { system: HCPCS, code, quantity: { value, unit: 'hours' }, travels: true },
	};
};

/** A timing whose bounds are days: they belong to the item. */
const bounded: Maker = (chart, id, day) => {
	const { random } = chart;
	const code = random.pick(SERVICES);
	const value = random.integer(1, 30);
	const end = daysAfter(day, random.integer(7, 120));
	const order = service(chart, id, code, {
		occurrenceTiming: {
			repeat: { boundsPeriod: { start: day, end }, frequency: 2, period: 1, periodUnit: 'd' },
		},
		quantityQuantity: { value, unit: 'Days', system: UCUM, code: 'd' },
	});
	return {
		item: { order },
		truth: {
			system: HCPCS,
			code,
			quantity: { value, unit: 'days' },
			serviced: { start: day, end },
			travels: true,
		},
	};
};

const device: Maker = (chart, id, day) => {
	const { random } = chart;
	const code = random.pick(SERVICES);
	const months = random.integer(1, 12);
	const end = daysAfter(day, months * 30);
	const order = {
		...base(chart, 'DeviceRequest', id),
		codeCodeableConcept: { coding: [snomed(chart), { system: HCPCS, code }] },
		subject: chart.subject,
		requester: chart.to('Practitioner/doc-1'),
		occurrencePeriod: { start: day, end },
	};
	const quantity = { value: months, unit: 'mo' };
	return {
		item: { order, quantity },
		truth: {
			system: HCPCS,
			code,
			quantity: { value: months, unit: 'months' },
			serviced: { start: day, end },
			travels: true,
		},
	};
};

/** A drug by its NDC, which here is made up. */
const drug: Maker = (chart, id, day) => {
	const { random } = chart;
	const code = `99999-${random.integer(1000, 9999)}-0${random.integer(1, 9)}`;
	const value = random.pick([30, 60, 90]);
	const order = {
		...base(chart, 'MedicationRequest', id),
		medicationCodeableConcept: {
			coding: [
				{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '999999' },
				{ system: NDC, code },
			],
		},
		subject: chart.subject,
		authoredOn: `${daysAfter(day, -3)}T10:00:00-05:00`,
		requester: chart.to('Practitioner/doc-1'),
		dosageInstruction: [
			{
				text: 'Zztest one a day',
				timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' } },
			},
		],
		dispenseRequest: { quantity: { value, unit: '{unit}' }, numberOfRepeatsAllowed: 2 },
	};
	const serviced = { start: day, end: daysAfter(day, value) };
	return {
		item: { order, serviced },
		truth: { system: NDC, code, quantity: { value, unit: 'units' }, serviced, travels: true },
	};
};

const nutrition: Maker = (chart, id, day) => {
	const { random } = chart;
	const code = random.pick(NUTRITION);
	const value = random.integer(7, 90);
	const { note: _note, ...common } = base(chart, 'NutritionOrder', id);
	const order = {
		...common,
		patient: chart.subject,
		dateTime: `${daysAfter(day, -1)}T07:00:00-05:00`,
		orderer: chart.to('Practitioner/doc-1'),
		enteralFormula: { baseFormulaType: concept(HCPCS, code) },
	};
	const quantity = { value, unit: 'days' };
	const serviced = { start: day, end: daysAfter(day, value) };
	return {
		item: { order, quantity, serviced },
		truth: { system: HCPCS, code, quantity, serviced, travels: true },
	};
};

/** An order without a code for billing: the site says the code, and the order does not conform. */
const uncoded: Maker = (chart, id, day) => {
	const { random } = chart;
	const code = random.pick(SERVICES);
	const value = random.integer(15, 480);
	const order = service(chart, id, code, { occurrenceDateTime: `${day}${time(chart)}` });
	order.code = { coding: [snomed(chart)], text: chart.mark };
	const quantity = { value, unit: 'minutes' };
	return {
		item: { order, quantity, code: { system: HCPCS, code } },
		truth: { system: HCPCS, code, quantity, serviced: day, travels: false },
	};
};

const MAKERS: readonly Maker[] = [
	visits,
	visits,
	single,
	repeated,
	bounded,
	device,
	drug,
	nutrition,
	uncoded,
];

/** One order of a kind that record systems have, and what it says. */
export const makeOrder = (chart: Chart, id: string, day: string): MadeOrder =>
	chart.random.pick(MAKERS)(chart, id, day);
