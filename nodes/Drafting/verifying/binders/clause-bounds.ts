export function clauseBounds(clause: readonly number[], at: number): [number, number] {
	let from = at;
	let to = at + 1;
	while (from > 0 && clause[from - 1] === clause[at]) from--;
	while (to < clause.length && clause[to] === clause[at]) to++;
	return [from, to];
}
