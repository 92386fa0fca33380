import type { CaseRecord, PriorAuthCase } from '../../shared/contracts/prior-auth-case';
import type { Wanted } from './gather';
import { listed, type CaseReader } from './reader';

type Asks = Pick<PriorAuthCase, 'practitioner' | 'role' | 'provider' | 'facility'>;

/** Who ordered, for which organization, and where the service is given. */
export async function whoAsks(
	reader: CaseReader,
	orders: readonly CaseRecord[],
	encounter: CaseRecord | undefined,
	{ provider, facility }: Wanted,
): Promise<Asks> {
	const requesters = orders.map(({ requester }) => requester);
	const [requester] = await reader.readAll(
		requesters,
		['Practitioner', 'PractitionerRole', 'Organization'],
		1,
	);
	const role = await roleOf(reader, requester);
	const practitioner =
		requester?.resourceType === 'Practitioner'
			? requester
			: await reader.read(role?.practitioner, ['Practitioner']);
	const organization =
		(await reader.read(provider, ['Organization'])) ??
		(await reader.read(role?.organization, ['Organization'])) ??
		(requester?.resourceType === 'Organization' ? requester : undefined) ??
		(await reader.read(encounter?.serviceProvider, ['Organization']));
	const places = [
		...(facility === undefined ? [] : [facility]),
		...orders.flatMap(({ locationReference }) => listed(locationReference)),
		...listed(encounter?.location).map((one) => (one as { location?: unknown } | null)?.location),
	];
	const [place] = await reader.readAll(places, ['Location'], 1);
	return {
		...(practitioner !== undefined && { practitioner }),
		...(role !== undefined && { role }),
		...(organization !== undefined && { provider: organization }),
		...(place !== undefined && { facility: place }),
	};
}

/** The role that ordered, or the only active one of the clinician: of two, nobody knows which. */
async function roleOf(
	reader: CaseReader,
	requester: CaseRecord | undefined,
): Promise<CaseRecord | undefined> {
	if (requester?.resourceType === 'PractitionerRole') return requester;
	if (requester?.resourceType !== 'Practitioner') return undefined;
	const practitioner = `Practitioner/${requester.id ?? ''}`;
	const roles = await reader.search('PractitionerRole', { practitioner, active: 'true' }, 2);
	const own = roles.filter(
		(one) => reader.key(one.practitioner, ['Practitioner']) === practitioner,
	);
	return own.length === 1 ? own[0] : undefined;
}
