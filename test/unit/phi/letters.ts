/** Letters of five by seven cells, a row per line: the kind that scanners burn into images. */
const ROWS = `
A .###. #...# #...# ##### #...# #...# #...#
B ####. #...# #...# ####. #...# #...# ####.
C .###. #...# #.... #.... #.... #...# .###.
D ####. #...# #...# #...# #...# #...# ####.
E ##### #.... #.... ####. #.... #.... #####
F ##### #.... #.... ####. #.... #.... #....
G .###. #...# #.... #.### #...# #...# .###.
H #...# #...# #...# ##### #...# #...# #...#
I .###. ..#.. ..#.. ..#.. ..#.. ..#.. .###.
J ..### ...#. ...#. ...#. ...#. #..#. .##..
K #...# #..#. #.#.. ##... #.#.. #..#. #...#
L #.... #.... #.... #.... #.... #.... #####
M #...# ##.## #.#.# #.#.# #...# #...# #...#
N #...# ##..# #.#.# #..## #...# #...# #...#
O .###. #...# #...# #...# #...# #...# .###.
P ####. #...# #...# ####. #.... #.... #....
Q .###. #...# #...# #...# #.#.# #..#. .##.#
R ####. #...# #...# ####. #.#.. #..#. #...#
S .#### #.... #.... .###. ....# ....# ####.
T ##### ..#.. ..#.. ..#.. ..#.. ..#.. ..#..
U #...# #...# #...# #...# #...# #...# .###.
V #...# #...# #...# #...# #...# .#.#. ..#..
W #...# #...# #...# #.#.# #.#.# ##.## #...#
X #...# #...# .#.#. ..#.. .#.#. #...# #...#
Y #...# #...# .#.#. ..#.. ..#.. ..#.. ..#..
Z ##### ....# ...#. ..#.. .#... #.... #####
0 .###. #...# #...# #...# #...# #...# .###.
1 ..#.. .##.. ..#.. ..#.. ..#.. ..#.. .###.
2 .###. #...# ....# ...#. ..#.. .#... #####
3 .###. #...# ....# ..##. ....# #...# .###.
4 ...#. ..##. .#.#. #..#. ##### ...#. ...#.
5 ##### #.... ####. ....# ....# #...# .###.
6 ..##. .#... #.... ####. #...# #...# .###.
7 ##### ....# ...#. ..#.. ..#.. ..#.. ..#..
8 .###. #...# #...# .###. #...# #...# .###.
9 .###. #...# #...# .#### ....# ...#. .##..
: ..... ..#.. ..... ..... ..... ..#.. .....
. ..... ..... ..... ..... ..... ..... ..#..
, ..... ..... ..... ..... ..#.. ..#.. .#...
/ ....# ....# ...#. ..#.. .#... #.... #....
- ..... ..... ..... ##### ..... ..... .....
`;

const LETTERS = new Map(
	ROWS.trim()
		.split('\n')
		.map((line) => [line[0]!, line.slice(2).split(' ')] as const),
);

export interface Place {
	left: number;
	top: number;
	right: number;
	bottom: number;
}

/**
 * Draws one line of capital letters into an image of one number per pixel.
 *
 * @param scale pixels per cell: letters are 7 times as high
 * @returns where it stands
 */
export function draw(
	image: { width: number; cells: Uint8Array | Uint16Array },
	text: string,
	at: { left: number; top: number; scale: number; value: number },
): Place {
	const { left, top, scale, value } = at;
	let x = left;
	for (const letter of text) {
		LETTERS.get(letter)?.forEach((row, down) => {
			for (let right = 0; right < 5; right++) {
				if (row[right] !== '#') continue;
				for (let cell = 0; cell < scale * scale; cell++) {
					const cellX = x + right * scale + (cell % scale);
					const cellY = top + down * scale + Math.floor(cell / scale);
					image.cells[cellY * image.width + cellX] = value;
				}
			}
		});
		x += 6 * scale;
	}
	return { left, top, right: x - scale, bottom: top + 7 * scale };
}
