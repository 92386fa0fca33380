/** A readable list of the site: which codes need prior authorization at which payer. */
export interface RulesTable {
	name: string;
	version: string;
	/** Hex SHA-256 of the table in canonical form (RFC 8785). */
	sha256: string;
	rules: readonly TableRule[];
}

/** One row. All of what it names must hold; the most specific row that fits decides. */
export interface TableRule {
	id: string;
	/** Identifier of the payer, alone or as `system|value`; `*` for every payer. */
	payer: string;
	/** Code system of the code; every system when absent. */
	system?: string;
	/** The whole code, or its beginning when `codeIsPrefix`. */
	code: string;
	codeIsPrefix: boolean;
	/** Places of service, two digits of CMS; every place when empty. */
	places: readonly string[];
	/** Full years on the day of service, both ends included. */
	age?: { from?: number; to?: number };
	needs: 'yes' | 'no' | 'conditional';
	questionnaires: readonly string[];
	/** Where the payer says so: a document and its date. */
	source: string;
	/** Days on which it holds, both included. YYYY-MM-DD */
	from: string;
	to: string;
	checkedBy: string;
	checkedOn: string;
}
