import type { QuestionnaireForm } from '../../shared/contracts';
import { countsOf, toResponse, type Answers, type QuestionnairePackage } from '../questionnaire';

/** A form as it came from the payer. */
export const unfilled = (packaged: QuestionnairePackage): QuestionnaireForm => ({
	questionnaire: packaged.canonical,
	title: packaged.title,
	sha256: packaged.sha256,
	...(packaged.refused !== undefined && { refused: packaged.refused }),
	warnings: packaged.warnings,
	counts: countsOf({ answers: [] }),
	answers: [],
	package: packaged as unknown as Record<string, unknown>,
});

/** A form with its answers, as it goes on with the item. */
export const filledForm = (answers: Answers): QuestionnaireForm => ({
	...unfilled(answers.package),
	warnings: [...new Set([...answers.package.warnings, ...answers.warnings])],
	counts: countsOf(answers),
	answers: answers.answers,
	response: toResponse(answers),
});

export const packageOf = ({ package: packaged }: QuestionnaireForm): QuestionnairePackage =>
	packaged as unknown as QuestionnairePackage;
