import { createHmac } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createOnce, makeFolder } from '../../shared/durable';
import { decrypt, encrypt } from '../../shared/encryption';
import { HospitalError, systemCode } from '../../shared/errors';

interface Claim {
	/** Id of the case. */
	case: string;
}

const NAME = /^(o[0-9a-f]{31})\.(\d{6})$/;
const MAX_BYTES = 4096;
/**
 * How long a claim counts whose case is not in the register: between the two is one write to the disk.
 * A process that was killed there comes again with the same packet, which is the same case.
 */
const UNREGISTERED_MS = 10 * 60_000;

/**
 * Who holds an order: the case that asks the payer for it, or the work item that asks people to sign. Two
 * of the same instant, in two processes, find nothing of each other in a register; the file of the next
 * number can be made by one of them only.
 *
 *     <order>.000001   who held it first
 */
export class OrderClaims {
	constructor(
		private readonly folder: string,
		private readonly key: Buffer,
	) {}

	/**
	 * Takes every order for a case, or says that one belongs to another case.
	 *
	 * @param orders references, `ServiceRequest/7`
	 * @param mine id of the case that asks
	 * @param isOver whether another case has ended; undefined when the register does not know it
	 * @returns false when another case, or one that is just beginning, holds an order
	 * @throws HospitalError `prior-auth-claim-unreadable`
	 */
	async take(
		orders: Iterable<string>,
		mine: string,
		isOver: (id: string) => Promise<boolean | undefined>,
	): Promise<boolean> {
		await makeFolder(this.folder);
		// In one order for everybody: of two that want the same two orders one gets both.
		for (const order of [...new Set(orders)].sort()) {
			if (!(await this.takeOne(this.nameOf(order), mine, isOver))) return false;
		}
		return true;
	}

	private async takeOne(
		order: string,
		mine: string,
		isOver: (id: string) => Promise<boolean | undefined>,
	): Promise<boolean> {
		for (;;) {
			const last = await this.last(order);
			if (last > 0) {
				const name = fileOf(order, last);
				const holder = await this.read(name);
				if (holder === mine) return true;
				if (holder !== undefined && !(await this.isFree(name, await isOver(holder)))) return false;
			}
			const next = fileOf(order, last + 1);
			const claim: Claim = { case: mine };
			const bytes = encrypt(this.key, Buffer.from(JSON.stringify(claim)), contextOf(next));
			if (await createOnce(join(this.folder, next), bytes)) return true;
		}
	}

	/** Frees the orders of a case that never reached the payer. */
	async release(orders: Iterable<string>, mine: string): Promise<void> {
		for (const order of new Set(orders)) {
			const name = this.nameOf(order);
			const last = await this.last(name);
			if (last === 0) continue;
			const file = fileOf(name, last);
			if ((await this.read(file)) === mine) await rm(join(this.folder, file), { force: true });
		}
	}

	private async isFree(name: string, isOver: boolean | undefined): Promise<boolean> {
		return isOver ?? (await this.age(name)) > UNREGISTERED_MS;
	}

	/** Number of the last claim; 0 without any. */
	private async last(order: string): Promise<number> {
		const numbers = (await this.names()).map((name) => {
			const [, of, number] = NAME.exec(name) ?? [];
			return of === order ? Number(number) : 0;
		});
		return numbers.reduce((most, number) => Math.max(most, number), 0);
	}

	/** @returns the case that holds it; undefined when it was removed meanwhile */
	private async read(name: string): Promise<string | undefined> {
		const path = join(this.folder, name);
		try {
			if ((await stat(path)).size > MAX_BYTES) throw new RangeError('larger than any claim');
			const bytes = await readFile(path);
			const plain = decrypt(this.key, bytes, contextOf(name)).toString('utf8');
			return (JSON.parse(plain) as Claim).case;
		} catch (error) {
			if (systemCode(error) === 'ENOENT') return undefined;
			throw unreadable(basename(this.folder), error);
		}
	}

	private async age(name: string): Promise<number> {
		try {
			return Date.now() - (await stat(join(this.folder, name))).mtimeMs;
		} catch (error) {
			if (systemCode(error) === 'ENOENT') return Number.POSITIVE_INFINITY;
			throw error;
		}
	}

	/**
	 * Removes the claims of cases that are gone from the register.
	 *
	 * @param keepMs younger ones stay, whatever the register says
	 */
	async tidy(keepMs: number, isKnown: (id: string) => boolean): Promise<void> {
		for (const name of await this.names()) {
			if ((await this.age(name)) <= Math.max(keepMs, UNREGISTERED_MS)) continue;
			const holder = await this.read(name);
			if (holder !== undefined && !isKnown(holder)) {
				await rm(join(this.folder, name), { force: true });
			}
		}
	}

	private async names(): Promise<string[]> {
		try {
			return (await readdir(this.folder)).filter((name) => NAME.test(name));
		} catch (error) {
			if (systemCode(error) === 'ENOENT') return [];
			throw error;
		}
	}

	private nameOf(order: string): string {
		const mac = createHmac('sha256', this.key).update(`order\n${order}`);
		return `o${mac.digest('hex').slice(0, 31)}`;
	}
}

const fileOf = (order: string, number: number): string =>
	`${order}.${String(number).padStart(6, '0')}`;

const contextOf = (name: string): string => `prior-auth/1/order/${name}`;

const unreadable = (folder: string, cause: unknown): HospitalError =>
	new HospitalError(
		'prior-auth-claim-unreadable',
		'It cannot be read whether this order is being asked for already',
		{
			nextStep: `Nothing was sent. Restore the folder "prior-auth/${folder}" of the hospital data directory from its backup.`,
			cause,
		},
	);
