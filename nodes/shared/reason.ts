/**
 * What a reason code means. Where work ends without a result the canvas shows the code alone;
 * docs/reference/no-result-reasons.md is generated from the tables of these texts.
 */
export interface ReasonText {
	/** What is the matter, as a clause: no full stop. */
	readonly meaning: string;
	/** What a person who is not a programmer should do, one or two sentences. */
	readonly nextStep: string;
}
