import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { SignOff } from '../../../shared/contracts';
import { toHospitalError } from '../../../shared/errors';
import { workflowIdOf } from '../../../shared/face';
import { sealer } from '../../../shared/sealed';
import { renderText } from '../../render';
import type { Reply } from '../../signing/http';
import { messageReply } from '../../signing/pages/messages';
import type { ReviewCase } from '../../signing/review-case';
import { ReviewDoor } from '../../signing/review-door';
import { signingRoom } from '../../signing/signing-room';
import { verifyDraft } from '../../verifying';
import { additionsOf, outputOf, OUTPUTS } from './outcome';
import { requestOf, send } from './serve';

/**
 * The page of a paused execution. It never throws: n8n would take that for the end of the pause and go
 * on with an empty item.
 */
export async function serveReview(functions: IWebhookFunctions): Promise<IWebhookResponseData> {
	let reply: Reply;
	let workflowData: IWebhookResponseData['workflowData'];
	try {
		const room = await signingRoom();
		const review = await room.store.of({
			workflowId: workflowIdOf(functions),
			executionId: functions.getExecutionId(),
			nodeId: functions.getNode().id,
		});
		if (review?.executionId !== functions.getExecutionId()) {
			reply = await moved(room.store.desk());
		} else {
			const engines = { verify: verifyDraft, render: renderText };
			const answer = await new ReviewDoor(room, review, engines).answer(requestOf(functions));
			reply = answer.reply;
			if (answer.resume !== undefined) {
				const item = (await room.store.content(review.id))?.item;
				workflowData = await goOn(functions, review, item, answer.resume);
			}
		}
	} catch (error) {
		const { message, nextStep } = toHospitalError(error, 'Opening the document');
		reply = messageReply(
			503,
			message,
			[
				nextStep,
				'Open the document again in a moment: then it says whether your decision was taken.',
			],
			undefined,
			'bad',
		);
	}
	send(functions, reply);
	return { noWebhookResponse: true, ...(workflowData && { workflowData }) };
}

/** The work was handed out again meanwhile: its page is another one now. */
async function moved(desk: Promise<{ url: string } | undefined>): Promise<Reply> {
	const url = (await desk)?.url ?? '';
	return messageReply(
		410,
		'This page has moved',
		['The document waits in another place now. Open it from the desk.'],
		{ href: url, text: 'Open the desk' },
	);
}

/** The item of the pause with the decision, at the output that it belongs to. */
async function goOn(
	functions: IWebhookFunctions,
	review: ReviewCase,
	item: Record<string, unknown> | undefined,
	decision: SignOff,
): Promise<IWebhookResponseData['workflowData']> {
	const sealing = await sealer();
	const plain = functions.getNodeParameter('sealOutput', true) === false;
	const json: IDataObject = { ...((item ?? itemOf(functions)) as IDataObject) };
	for (const { key, value, clear } of additionsOf(decision)) {
		json[key] = (
			plain ? value : await sealing.seal(value, clear, review.workflowId, review.work?.id)
		) as IDataObject;
	}
	return OUTPUTS.map((_, at) =>
		at === outputOf(decision) ? [{ json, pairedItem: { item: 0 } }] : [],
	);
}

/** What n8n itself kept of the item, when the review has dropped its text already. */
function itemOf(functions: IWebhookFunctions): unknown {
	const { evaluateExpression } = functions as unknown as {
		evaluateExpression?: (expression: string) => unknown;
	};
	return evaluateExpression?.call(functions, '{{ $json }}') ?? {};
}
