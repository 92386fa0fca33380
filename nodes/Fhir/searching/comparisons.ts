/** How a search parameter is compared: a modifier of its name or a prefix of its value (FHIR search 3.1.1.4). */
interface Comparison {
	value: string;
	name: string;
	description: string;
	modifier?: string;
	prefix?: string;
	/** What stands as value; the user gives none. */
	fixed?: string;
	/** What stands behind the value. */
	suffix?: string;
}

/** In the order of the list that a user sees. */
export const COMPARISONS: readonly Comparison[] = [
	{
		value: 'is',
		name: 'Is',
		description: 'Codes, identifiers and dates: the same. Names and texts: start with it.',
	},
	{
		value: 'about',
		name: 'Is About',
		description: 'Dates and numbers: near it, as the server understands that',
		prefix: 'ap',
	},
	{
		value: 'after',
		name: 'Is After or Greater Than',
		description: 'Dates and numbers',
		prefix: 'gt',
	},
	{
		value: 'from',
		name: 'Is From or at Least',
		description: 'Dates and numbers, the value itself included',
		prefix: 'ge',
	},
	{
		value: 'before',
		name: 'Is Before or Less Than',
		description: 'Dates and numbers',
		prefix: 'lt',
	},
	{
		value: 'until',
		name: 'Is Until or at Most',
		description: 'Dates and numbers, the value itself included',
		prefix: 'le',
	},
	{
		value: 'differs',
		name: 'Is Another Date or Number',
		description: 'Dates and numbers: not this one',
		prefix: 'ne',
	},
	{
		value: 'contains',
		name: 'Contains',
		description: 'Names and texts: anywhere in it',
		modifier: 'contains',
	},
	{
		value: 'exactly',
		name: 'Is Exactly',
		description: 'Names and texts: the whole of it, capital letters and accents included',
		modifier: 'exact',
	},
	{
		value: 'described',
		name: 'Is Described With',
		description: 'Codes: the words beside the code, not the code itself',
		modifier: 'text',
	},
	{ value: 'not', name: 'Is Not', description: 'Codes: any other, or none', modifier: 'not' },
	{
		value: 'in',
		name: 'Is in Value Set',
		description: 'Codes: one of the value set whose address is given',
		modifier: 'in',
	},
	{
		value: 'notIn',
		name: 'Is Not in Value Set',
		description: 'Codes: none of the value set whose address is given',
		modifier: 'not-in',
	},
	{
		value: 'below',
		name: 'Is It or a Kind of It',
		description: 'Codes with a hierarchy, such as SNOMED CT: the code and what is below it',
		modifier: 'below',
	},
	{
		value: 'identifier',
		name: 'Refers To by Identifier',
		description: 'References: to a record with this identifier, system|value',
		modifier: 'identifier',
	},
	{
		value: 'anyOf',
		name: 'Is Any of a System',
		description: 'Codes and identifiers: whatever they are, under the system that is given',
		suffix: '|',
	},
	{
		value: 'present',
		name: 'Is Present',
		description: 'Any value; none is typed here',
		modifier: 'missing',
		fixed: 'false',
	},
	{
		value: 'missing',
		name: 'Is Missing',
		description: 'No value; none is typed here',
		modifier: 'missing',
		fixed: 'true',
	},
];

/** Comparisons that take no value. */
export const WITHOUT_VALUE = COMPARISONS.filter(({ fixed }) => fixed !== undefined).map(
	({ value }) => value,
);
