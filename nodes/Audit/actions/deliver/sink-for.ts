import { fhirClient, type FhirServerCredential } from '../../../clients/fhir';
import { intakeOf, required, type IntakeCredential } from '../../../clients/ingest';
import { DEFAULT_RELP_TIMEOUTS } from '../../../clients/relp';
import { DEFAULT_TIMEOUTS } from '../../../clients/syslog/transport';
import { HospitalError } from '../../../shared/errors';
import type { OperationContext } from '../../../shared/face';
import { archiveFolder } from '../../delivery/archive-folder';
import { archiveSink } from '../../delivery/archive-sink';
import { elasticSink } from '../../delivery/elastic-sink';
import { fhirSink } from '../../delivery/fhir-sink';
import { otlpSink } from '../../delivery/otlp-sink';
import { relpSink } from '../../delivery/relp-sink';
import type { Sink } from '../../delivery/sink';
import { splunkSink } from '../../delivery/splunk-sink';
import { datagramSink, syslogSink } from '../../delivery/syslog-sink';
import { syslogTarget, type SyslogCredential } from '../../delivery/target';
import { formatNamed, type FormatName } from '../../formats';
import { CREDENTIALS, SINK_KINDS, type SinkKind } from './fields';

interface SyslogOptions {
	byteOrderMark?: boolean;
	enterprise?: number;
	maxBytes?: number;
	ackSeconds?: number;
	closeSeconds?: number;
	lenient?: boolean;
}

/**
 * The sink that the fields and the credential of the node describe.
 *
 * @throws HospitalError for a credential or setting that cannot work
 */
export async function sinkFor(context: OperationContext): Promise<Sink> {
	const kind = await context.parameter<SinkKind>('sendTo', 'syslog');
	if (!SINK_KINDS.includes(kind)) {
		throw new HospitalError('audit-sink-unknown', 'The field "Send To" names no known receiver', {
			nextStep: 'Choose one from its list.',
		});
	}
	return await SINKS[kind](context);
}

const SINKS: Record<SinkKind, (context: OperationContext) => Promise<Sink>> = {
	archive: async (context) =>
		archiveSink(await archiveFolder(), { content: await formatOf(context, 'json') }),
	elastic: async (context) =>
		elasticSink(intakeOf(await credentialOf<IntakeCredential>(context, 'elastic')), {
			index: await context.parameter<string>('elasticIndex', 'logs-hospital.audit-default'),
		}),
	fhir: async (context) =>
		fhirSink(fhirClient(await credentialOf<FhirServerCredential>(context, 'fhir'))),
	otlp: async (context) =>
		otlpSink(intakeOf(await credentialOf<IntakeCredential>(context, 'otlp')), {
			content: await formatOf(context, 'json'),
		}),
	splunk: async (context) => {
		const credential = await credentialOf<IntakeCredential>(context, 'splunk');
		const index = (await context.parameter<string>('splunkIndex', '')).trim();
		return splunkSink(
			{ ...intakeOf(credential), token: required(credential.token, 'token') },
			{
				acknowledged: (await context.parameter<boolean>('waitForIndexing', true)) !== false,
				content: await formatOf(context, 'json'),
				...(index !== '' && { index }),
			},
		);
	},
	syslog: async (context) =>
		syslogLike(
			await credentialOf<SyslogCredential>(context, 'syslog'),
			await context.parameter<SyslogOptions>('deliverOptions', {}),
			await formatOf(context, 'syslog'),
		),
};

const credentialOf = async <T extends object>(
	context: OperationContext,
	kind: SinkKind,
): Promise<T> => await context.credentials<T>(CREDENTIALS[kind] ?? '');

const formatOf = async (context: OperationContext, usual: FormatName): Promise<FormatName> =>
	formatNamed(await context.parameter<string>('format', usual)).name;

function syslogLike(
	credential: SyslogCredential,
	{ ackSeconds, closeSeconds, lenient, ...options }: SyslogOptions,
	content: FormatName,
): Sink {
	const target = syslogTarget(credential);
	const format = { ...options, content };
	switch (credential.transport) {
		case 'udp':
			return datagramSink(target, { format });
		case 'relp':
		case 'relpTls': {
			const ackMs = ackSeconds === undefined ? {} : { ackMs: ackSeconds * 1000 };
			return relpSink(target, { format, timeouts: { ...DEFAULT_RELP_TIMEOUTS, ...ackMs } });
		}
		default: {
			const closeMs = closeSeconds === undefined ? {} : { closeMs: closeSeconds * 1000 };
			const timeouts = { ...DEFAULT_TIMEOUTS, ...closeMs };
			return syslogSink(target, { format, lenient: lenient === true, timeouts });
		}
	}
}
