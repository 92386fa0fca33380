import { sendBulk, type BulkOptions } from '../../clients/elastic';
import type { Intake } from '../../clients/ingest';
import { formatNamed } from '../formats';
import { eventTexts } from './event-texts';
import type { Sink } from './sink';

/** ECS documents in Elasticsearch or OpenSearch, each under its event id. */
export function elasticSink(intake: Intake, options: Omit<BulkOptions, 'signal'>): Sink {
	const { line } = formatNamed('ecs');
	return {
		async send(entries, signal) {
			const events = eventTexts(entries, line);
			const { created, existing } = await sendBulk(intake, events, {
				...options,
				...(signal !== undefined && { signal }),
			});
			return { messages: created + existing, confirmation: 'stored' };
		},
	};
}
