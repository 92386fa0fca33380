/** Lets so many be under way at once; further ones wait in their order. */
export class Window {
	private used = 0;
	private readonly waiting: Array<() => void> = [];

	constructor(private readonly size: number) {}

	async enter(): Promise<void> {
		if (this.used < this.size) {
			this.used += 1;
			return;
		}
		await new Promise<void>((resolve) => this.waiting.push(resolve));
	}

	leave(): void {
		const next = this.waiting.shift();
		if (next === undefined) this.used -= 1;
		else next();
	}
}
