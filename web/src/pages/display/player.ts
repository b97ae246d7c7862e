import type { SpokenLanguage } from './words.js';

/** Recordings by language: the names of the files in `/voice/{language}/`, as `/voice/clips.json` lists them. */
type Manifest = Readonly<Partial<Record<SpokenLanguage, readonly string[]>>>;

/** Two tones, the second lower, as halls have them. */
const tones = [
  { hertz: 880, at: 0 },
  { hertz: 659.25, at: 0.28 },
] as const;
const toneSeconds = 0.5;
const chimeMs = 850;
const chimeLoudness = 0.35;
const gapSeconds = 0.03;

const nameOf = (file: string): string => file.replace(/\.[a-z0-9]+$/i, '');

const fetchManifest = async (): Promise<Manifest> => {
  try {
    const answer = await fetch('/voice/clips.json', { cache: 'no-cache' });
    return answer.ok ? ((await answer.json()) as Manifest) : {};
  } catch {
    return {};
  }
};

export type Player = Readonly<{
  /** Whether the browser lets this page be heard. */
  isAllowed: () => boolean;
  /** Asks the browser again: within a gesture it says yes. */
  allow: () => void;
  hasClips: (language: SpokenLanguage) => boolean;
  chime: (volume: number) => Promise<void>;
  /** Plays recordings one after the other; nothing, and false, unless all of them are there. */
  play: (language: SpokenLanguage, clips: readonly string[], volume: number) => Promise<boolean>;
  close: () => void;
}>;

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const outlet = (audio: AudioContext, volume: number): GainNode => {
  const gain = audio.createGain();
  gain.gain.value = volume;
  gain.connect(audio.destination);
  return gain;
};

const tone = (audio: AudioContext, { hertz, at }: (typeof tones)[number], gain: GainNode): void => {
  const oscillator = audio.createOscillator();
  const envelope = audio.createGain();
  const from = audio.currentTime + at;
  oscillator.frequency.value = hertz;
  envelope.gain.setValueAtTime(chimeLoudness, from);
  envelope.gain.exponentialRampToValueAtTime(0.001, from + toneSeconds);
  oscillator.connect(envelope).connect(gain);
  oscillator.start(from);
  oscillator.stop(from + toneSeconds);
  oscillator.onended = () => envelope.disconnect();
};

/** Starts recordings one after the other. @returns how long they take, in milliseconds */
const startAll = (audio: AudioContext, all: readonly AudioBuffer[], gain: GainNode): number => {
  let at = audio.currentTime;
  for (const buffer of all) {
    const source = audio.createBufferSource();
    source.buffer = buffer;
    source.connect(gain);
    source.start(at);
    at += buffer.duration + gapSeconds;
  }
  return (at - audio.currentTime) * 1_000;
};

type Load = (url: string) => Promise<AudioBuffer | null>;

/** Fetches recordings, each once; null where that fails. */
const createLoader = (audio: AudioContext): Load => {
  const buffers = new Map<string, AudioBuffer>();
  return async (url) => {
    const known = buffers.get(url);
    if (known !== undefined) return known;
    try {
      const answer = await fetch(url);
      const buffer = await audio.decodeAudioData(await answer.arrayBuffer());
      buffers.set(url, buffer);
      return buffer;
    } catch {
      return null;
    }
  };
};

/** @param changed whenever more, or less, can be heard than before */
export const createPlayer = (changed: () => void): Player => {
  const audio = new AudioContext();
  const load = createLoader(audio);
  let manifest: Manifest = {};
  let isAsked = false;
  audio.onstatechange = changed;
  void fetchManifest().then((found) => {
    manifest = found;
    changed();
  });
  const loadClip = async (language: SpokenLanguage, clip: string): Promise<AudioBuffer | null> => {
    const file = manifest[language]?.find((one) => nameOf(one) === clip);
    return file === undefined ? null : load(`/voice/${language}/${encodeURIComponent(file)}`);
  };
  return {
    isAllowed: () => isAsked || audio.state === 'running',
    allow: () => {
      isAsked = true;
      void audio.resume().then(changed, changed);
      changed();
    },
    hasClips: (language) => (manifest[language]?.length ?? 0) > 0,
    chime: async (volume) => {
      const gain = outlet(audio, volume);
      for (const one of tones) tone(audio, one, gain);
      // By the clock: a device without a loudspeaker never says that a sound has ended.
      await after(chimeMs);
      gain.disconnect();
    },
    play: async (language, clips, volume) => {
      const found = await Promise.all(clips.map((clip) => loadClip(language, clip)));
      const all = found.filter((one): one is AudioBuffer => one !== null);
      if (all.length < found.length) return false;
      const gain = outlet(audio, volume);
      await after(startAll(audio, all, gain));
      gain.disconnect();
      return true;
    },
    close: () => void audio.close(),
  };
};
