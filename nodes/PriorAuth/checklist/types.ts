/** A policy that the site wrote down: which criteria a payer has for a service. */
export interface Policy {
	name: string;
	version: string;
	title: string;
	/** Where it is from: the payer's document, page or address. */
	source: string;
	/** Full dates. */
	validFrom?: string;
	validTo?: string;
	/** Who compared it with the payer's text. */
	checkedBy?: string;
	criteria: PolicyCriterion[];
}

/** One point of a policy. Either a question or records decide about it; without both it is a person's. */
export interface PolicyCriterion {
	id: string;
	text: string;
	group?: string;
	required?: boolean;
	/** A question of the payer's questionnaire whose answer decides. */
	question?: { linkId: string; questionnaire?: string; wants: AnswerWish };
	/** Records of the chart that decide. */
	records?: RecordWish;
}

/** Which answer meets a criterion. */
export interface AnswerWish {
	/** Any of these: `true`, a code, or the words of a choice. */
	anyOf?: Array<string | boolean | number>;
	atLeast?: number;
	atMost?: number;
	/** The answer is a day at most so many days ago. */
	withinDays?: number;
}

export interface RecordWish {
	/** `Observation`, `Condition`, `Procedure` */
	types: string[];
	/** Any of these codes. */
	codes: Array<{ system: string; code: string }>;
	withinDays?: number;
	/** How many are needed; 1 when absent. */
	count?: number;
	/** Of the newest Observation. */
	value?: { atLeast?: number; atMost?: number; unit: string };
}
