import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { dataDirectory } from '../../shared/data-directory';
import { HospitalError, toHospitalError } from '../../shared/errors';
import { auditAgent, workflowIdOf } from '../../shared/face';
import { record } from '../../shared/ledger';
import { sealer } from '../../shared/sealed';
import { noteWorkflowVersion } from '../../shared/workflow-versions';
import { readAnswers, readChoices, reviewNumber } from '../forms/answers';
import { FORMS, type AuditForm, type Question } from '../forms/form';
import { ACCOUNT, formPage, PAGE_HEADERS, refusalPage } from '../forms/form-page';
import {
	accountOfHeader,
	AUTHENTICATION,
	isFromElsewhere,
	notSignedOn,
	sessionOf,
	type AccountSource,
} from '../forms/person';

/**
 * Serves the form (GET) and takes it in (POST). Numbers of patients are sealed here, before n8n
 * creates the execution and with it a row in its database.
 */
export async function serveForm(functions: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		const { form, questions, source } = readForm(functions);
		const account = await signedOn(functions, source);
		if (functions.getWebhookName() === 'setup') {
			return answer(functions, 200, formPage(form, questions, account));
		}
		return await takeIn(functions, form, questions, source, account);
	} catch (error) {
		const failure = toHospitalError(error, 'Taking in the form');
		const { message, nextStep, code } = failure;
		return answer(
			functions,
			statusOf(code),
			refusalPage('Nothing was recorded', message, nextStep),
		);
	}
}

interface FormInUse {
	form: AuditForm;
	questions: readonly Question[];
	source: AccountSource;
}

function readForm(functions: IWebhookFunctions): FormInUse {
	const name = functions.getNodeParameter('form') as string;
	const form = FORMS.find((one) => one.name === name);
	if (form === undefined) {
		throw new HospitalError('input-invalid', 'There is no such form', {
			nextStep: 'Choose a form in the trigger node.',
		});
	}
	const reasons =
		form.name === 'breakGlass'
			? readChoices(functions.getNodeParameter('reasons', '') as string)
			: [];
	const source = functions.getNodeParameter('accountFrom') as AccountSource;
	return { form, questions: form.questions(reasons), source };
}

/** @returns undefined when the form itself has to ask */
async function signedOn(
	functions: IWebhookFunctions,
	source: AccountSource,
): Promise<string | undefined> {
	const headers = functions.getHeaderData();
	if (source === 'typed') return undefined;
	if (source === 'header') {
		return accountOfHeader(headers, functions.getNodeParameter('accountHeader') as string);
	}
	const session = sessionOf(headers);
	const nextStep = 'Sign in to n8n in this browser, then open this page again.';
	if (session === undefined) throw notSignedOn(nextStep);
	const user = await functions.validateCookieAuth(session).catch(() => undefined);
	if (user?.email === undefined) throw notSignedOn(nextStep);
	return user.email;
}

async function takeIn(
	functions: IWebhookFunctions,
	form: AuditForm,
	questions: readonly Question[],
	source: AccountSource,
	known: string | undefined,
): Promise<IWebhookResponseData> {
	if (isFromElsewhere(functions.getHeaderData())) {
		throw new HospitalError(
			'form-from-elsewhere',
			'The form was sent by the page of another site',
			{
				nextStep: 'Open the form itself and fill it in there.',
			},
		);
	}
	const asked = known === undefined ? [ACCOUNT, ...questions] : questions;
	const answers = readAnswers(asked, functions.getBodyData());
	const account = known ?? answers.account;
	const issuer = (functions.getNodeParameter('patientIdIssuer', '') as string).trim();
	const request: Record<string, string> = {
		form: form.name,
		...answers,
		account,
		authentication: AUTHENTICATION[source],
		receivedAt: new Date().toISOString(),
		...(form.name === 'breakGlass' && { number: reviewNumber() }),
		...(form.name !== 'review' && { patientIdIssuer: issuer }),
	};
	await audit(functions, form, request);
	const clear = Object.keys(request)
		.filter((name) => !questions.some((one) => one.name === name && one.patientData === true))
		.map((name) => `/${name}`);
	const sealed = await (await sealer()).seal(request, clear, workflowIdOf(functions), undefined);
	return { workflowData: [[{ json: { request: sealed as Record<string, string> } }]] };
}

/** That somebody asked is recorded before anything is done with it. */
async function audit(
	functions: IWebhookFunctions,
	{ purposeOfUse }: AuditForm,
	request: Record<string, string>,
): Promise<void> {
	const agent = auditAgent(functions);
	const { key } = await dataDirectory();
	await noteWorkflowVersion(agent);
	await record({
		kind: 'access',
		interaction: 'audit-form-received',
		action: 'E',
		outcome: '0',
		agent,
		actor: { type: 'user', id: request.account, authentication: request.authentication },
		...(purposeOfUse && { purposeOfUse }),
		...(request.patientId !== undefined && {
			patient: key.pseudonym('patient', request.patientIdIssuer, request.patientId),
		}),
	});
}

/** What the person did wrong, or who it is; everything else is our side. */
function statusOf(code: string): number {
	if (code === 'form-answer') return 400;
	if (code === 'form-not-signed-on') return 401;
	return code === 'form-from-elsewhere' ? 403 : 503;
}

function answer(functions: IWebhookFunctions, status: number, page: string): IWebhookResponseData {
	const response = functions.getResponseObject();
	response.status(status);
	for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value);
	response.end(page);
	return { noWebhookResponse: true };
}
