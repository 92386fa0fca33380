/** Components of the composite data types of chapter 2A, in words of our own. */
export const COMPONENTS = {
	/** Coded element: CE, CNE, CWE. */
	code: [
		'code',
		'text',
		'system',
		'alternateCode',
		'alternateText',
		'alternateSystem',
		'systemVersion',
		'alternateSystemVersion',
		'originalText',
	],
	/** Identifier of a person or visit: CX. */
	number: [
		'id',
		'checkDigit',
		'checkDigitScheme',
		'authority',
		'type',
		'facility',
		'validFrom',
		'validUntil',
	],
	/** Name of a person: XPN. */
	personName: ['family', 'given', 'middle', 'suffix', 'prefix', 'degree', 'use', 'representation'],
	/** Number and name of somebody who works here: XCN. */
	staff: [
		'id',
		'family',
		'given',
		'middle',
		'suffix',
		'prefix',
		'degree',
		'sourceTable',
		'authority',
		'use',
		'checkDigit',
		'checkDigitScheme',
		'type',
		'facility',
	],
	/** XAD */
	address: [
		'street',
		'additional',
		'city',
		'state',
		'postalCode',
		'country',
		'use',
		'geographic',
		'county',
	],
	/** XTN */
	phone: [
		'number',
		'use',
		'equipment',
		'email',
		'countryCode',
		'areaCode',
		'localNumber',
		'extension',
		'text',
	],
	/** Number of an order or specimen: EI. */
	entity: ['id', 'namespace', 'universalId', 'universalIdType'],
	/** Application, facility or authority: HD. */
	party: ['namespace', 'universalId', 'universalIdType'],
	/** Where a patient is: PL. */
	place: [
		'pointOfCare',
		'room',
		'bed',
		'facility',
		'status',
		'type',
		'building',
		'floor',
		'description',
	],
	/** XON */
	organization: [
		'name',
		'nameType',
		'id',
		'checkDigit',
		'checkDigitScheme',
		'authority',
		'type',
		'facility',
	],
	/** MSG */
	messageType: ['type', 'event', 'structure'],
	/** Quantity and timing of older orders: TQ. */
	timing: ['quantity', 'interval', 'duration', 'start', 'end', 'priority'],
	/** CQ */
	quantity: ['value', 'unit'],
} as const;

/** `text` is everything of one part: numbers, codes of a fixed table, dates, free text. */
export type FieldType = keyof typeof COMPONENTS | 'text';
