import type { FhirResource } from '../../../clients/fhir/types';
import { attachmentOf, isFile, isWithdrawn, titleOf, type Attachment } from './attachment';
import type { Order } from './orders';

type Form = { title?: unknown; data?: unknown };

/**
 * Documents of a report: those of the message, and those of the chart that it does not repeat. A
 * document is told again by its title; of several with one title nobody knows which one is meant
 * unless the message repeats them all.
 *
 * @returns the documents as the report is to have them; undefined when there are none
 */
export function filesOf(order: Order, there: FhirResource | undefined): object[] | undefined {
	const before = Array.isArray(there?.presentedForm) ? (there.presentedForm as Form[]) : [];
	const all = order.results
		.filter(({ obx }) => isFile(obx))
		.map(({ obx }) => ({ obx, title: titleOf(obx), file: attachmentOf(obx) }));
	const kept = new Set(before);
	const added: Attachment[] = [];
	for (const title of new Set(all.map((one) => one.title))) {
		const mine = all.filter((one) => one.title === title);
		const files = mine.flatMap(({ file }) => (file === undefined ? [] : [file]));
		const withdrawn = mine.filter(({ obx }) => isWithdrawn(obx));
		const theirs = before.filter((form) => form.title === title);
		const same = theirs.filter((form) => files.some(({ data }) => data === form.data));
		const known = new Set(same.map(({ data }) => data));
		const news = files.filter(({ data }) => !known.has(data));
		const others = theirs.filter((form) => !known.has(form.data));
		// What cannot be read replaces nothing.
		if (others.length > 0 && news.length + withdrawn.length < others.length) {
			const isClear = news.length === 0 && withdrawn.length === 0;
			if (!isClear) mine[0]?.obx.warnWhole('ambiguous-in-chart');
		} else for (const form of others) kept.delete(form);
		const missing = there === undefined ? [] : withdrawn.slice(theirs.length);
		for (const { obx } of missing) obx.warn(11, 'nothing-to-correct');
		added.push(...news);
	}
	const forms = [...added, ...kept];
	return forms.length > 0 ? forms : undefined;
}

/** Documents of a message that is older than the chart: one that the chart does not have is told. */
export function tellFilesLeftOut(order: Order, there: FhirResource): void {
	const before = Array.isArray(there.presentedForm) ? (there.presentedForm as Form[]) : [];
	for (const { obx } of order.results) {
		if (!isFile(obx)) continue;
		const file = attachmentOf(obx);
		const isKnown = before.some(({ data }) => data === file?.data);
		if (isWithdrawn(obx) || (file !== undefined && !isKnown)) obx.warnWhole('entry-left-out');
	}
}
