import { Random } from '../random.ts';

/** A round, hyperdense lesion with a rim of oedema. */
export interface Lesion {
	/** Diameter in millimetres. */
	size: number;
	/** Density in HU: fresh blood is about 60 to 80. */
	hu: number;
	/** Centre in millimetres from the centre of the head: to the left, to the back, up (LPS). */
	position: [left: number, posterior: number, superior: number];
}

/** Densities in HU. */
export const HU = {
	air: -1000,
	skin: 35,
	fat: -85,
	bone: 1150,
	diploe: 620,
	petrous: 980,
	csf: 7,
	white: 29,
	grey: 38,
	deepGrey: 36,
	falx: 46,
	oedema: 22,
	headrest: -150,
} as const;

/** Semi-axes of the brain in millimetres: left-right, front-back, down-up. */
const BRAIN = { x: 63, y: 80, z: 72 };

/** Outer limits of the layers, as squares of the radius relative to the brain's surface. */
const LAYER = {
	brain: 1,
	subarachnoid: 1.02 ** 2,
	innerTable: 1.045 ** 2,
	diploe: 1.085 ** 2,
	outerTable: 1.115 ** 2,
	fat: 1.15 ** 2,
	skin: 1.175 ** 2,
};

/**
 * A synthetic head: scalp, skull with diploe, sulci, grey and white matter, ventricles, cisterns,
 * falx and petrous bones, in proportions that differ a little by seed. It is nobody's anatomy.
 */
export class HeadPhantom {
	private readonly lesion: Lesion | undefined;
	private readonly scale: number;
	private readonly cos: number;
	private readonly sin: number;
	private readonly shift: [number, number];
	private readonly ventricles: number;
	private readonly phase: [number, number, number];

	constructor(seed: number | string, lesion?: Lesion) {
		const random = new Random('phantom', seed);
		const turn = random.between(-0.06, 0.06);
		this.lesion = lesion;
		this.scale = random.between(0.96, 1.04);
		this.cos = Math.cos(turn);
		this.sin = Math.sin(turn);
		this.shift = [random.between(-4, 4), random.between(-4, 4)];
		this.ventricles = random.between(0.85, 1.25);
		this.phase = [random.between(0, 6), random.between(0, 6), random.between(0, 6)];
	}

	/** Density in HU at a point in millimetres from the isocentre (LPS), without noise. */
	at(left: number, posterior: number, superior: number): number {
		const dx = (left - this.shift[0]) / this.scale;
		const dy = (posterior - this.shift[1]) / this.scale;
		const z = superior / this.scale;
		const x = this.cos * dx + this.sin * dy;
		const y = this.cos * dy - this.sin * dx;
		// The back of the head is wider than the forehead.
		const width = BRAIN.x * (1 + 0.0012 * y);
		const radius = (x / width) ** 2 + (y / BRAIN.y) ** 2 + (z / BRAIN.z) ** 2;
		if (radius > LAYER.skin) return headrest(left, posterior);
		if (radius > LAYER.brain) return outsideBrain(radius, x, y, z);
		if (this.lesion !== undefined) {
			const density = this.inLesion(this.lesion, x, y, z);
			if (density !== undefined) return density;
		}
		return this.inBrain(radius, Math.abs(x), x, y, z);
	}

	private inLesion(lesion: Lesion, x: number, y: number, z: number): number | undefined {
		const [cx, cy, cz] = lesion.position;
		const reach = 0.8 * lesion.size;
		const squared = (x - cx) ** 2 + (y - cy) ** 2 + (z - cz) ** 2;
		if (squared > reach * reach) return undefined;
		const distance = Math.sqrt(squared) / (lesion.size / 2);
		const angle = Math.atan2(y - cy, x - cx);
		const edge = 1 + 0.06 * Math.sin(3 * angle + this.phase[0]);
		if (distance < edge) return lesion.hu;
		return distance < edge + 0.35 ? HU.oedema : undefined;
	}

	private inBrain(radius: number, side: number, x: number, y: number, z: number): number {
		if (isPetrous(side, y, z)) return HU.petrous;
		if (this.isCsf(side, y, z)) return HU.csf;
		if (isMidline(radius, side, y, z)) return side < 0.7 ? HU.falx : HU.csf;
		if (isDeepGrey(side, y, z)) return HU.deepGrey;
		const fold = this.fold(x, y, z);
		if (z < -24 && y > 22) return Math.abs(fold) < 0.1 && radius > 0.55 ? 24 : HU.deepGrey;
		if (radius > 0.72 && Math.abs(fold) < 0.5 * (radius - 0.72)) return HU.csf;
		return radius > 0.8 + 0.12 * fold || (radius > 0.62 && Math.abs(fold) < 0.3)
			? HU.grey
			: HU.white;
	}

	/** A wandering field around zero; its zero lines serve as sulci. */
	private fold(x: number, y: number, z: number): number {
		const [a, b, c] = this.phase;
		const u = 0.2 * x + 1.4 * Math.sin(0.083 * y + 0.06 * z + a);
		const v = 0.19 * y + 1.4 * Math.sin(0.087 * x - 0.05 * z + b);
		return Math.sin(u) * Math.sin(v) + 0.35 * Math.sin(0.16 * z + 0.09 * x + c);
	}

	/** Lateral, third and fourth ventricle, basal cistern and Sylvian fissure. */
	private isCsf(side: number, y: number, z: number): boolean {
		const arch = 1 - ((y + 1) / 34) ** 2 - ((z - 9) / 12) ** 2;
		if (arch > 0) {
			const middle = 6.5 + 0.008 * y * y;
			if (Math.abs(side - middle) < 5.2 * this.ventricles * arch) return true;
		}
		if (ellipsoid(side, y - 4, z + 5, 2.2 * this.ventricles, 12, 8) < 1) return true;
		if (ellipsoid(side, y - 38, z + 34, 6, 5, 8) < 1) return true;
		if (ellipsoid(side, y + 2, z + 27, 13, 11, 5) < 1) return true;
		return Math.abs(side - 42 - 0.05 * z) < 1.1 && Math.abs(y + 2) < 17 && Math.abs(z + 2) < 12;
	}
}

function outsideBrain(radius: number, x: number, y: number, z: number): number {
	if (radius > LAYER.fat) return HU.skin;
	if (radius > LAYER.outerTable) return HU.fat;
	if (radius < LAYER.subarachnoid) return HU.csf;
	if (ellipsoid(x, y + 86, z + 26, 15, 4, 9) < 1) return HU.air;
	return radius > LAYER.innerTable && radius < LAYER.diploe ? HU.diploe : HU.bone;
}

/** Relative squared radius in an ellipsoid with the given semi-axes. */
const ellipsoid = (x: number, y: number, z: number, a: number, b: number, c: number): number =>
	(x / a) ** 2 + (y / b) ** 2 + (z / c) ** 2;

function isDeepGrey(side: number, y: number, z: number): boolean {
	return (
		ellipsoid(side - 11, y - 9, z - 1, 8, 13, 9) < 1 ||
		ellipsoid(side - 14, y + 20, z - 8, 4.5, 9, 9) < 1 ||
		ellipsoid(side - 25, y + 4, z - 2, 6, 15, 10) < 1
	);
}

/** The petrous ridges run from the side of the skull base forwards to the middle. */
function isPetrous(side: number, y: number, z: number): boolean {
	const along = 0.8 * (side - 38) + 0.6 * (y - 14);
	const across = -0.6 * (side - 38) + 0.8 * (y - 14);
	return ellipsoid(along, across, z + 46, 27, 7, 9) < 1;
}

function isMidline(radius: number, side: number, y: number, z: number): boolean {
	if (side > 1.5 || z < -15) return false;
	return radius > 0.3 && (Math.abs(y) > 32 || z > 28);
}

function headrest(left: number, posterior: number): number {
	if (posterior < 55 || Math.abs(left) > 85) return HU.air;
	const squared = left * left + posterior * posterior;
	return squared > 106 * 106 && squared < 109 * 109 ? HU.headrest : HU.air;
}
