import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import type { LiveBoard, BoardCall, BoardWindow } from '../../live/board.js';
import { serverNow } from '../../live/server-clock.js';
import { createAnnouncer, type Call } from './announcer.js';
import { hallMinute } from './hall-time.js';
import { isWithin, type DisplayOptions } from './options.js';
import { createPlayer } from './player.js';
import { hush, utter, voiceFor, watchVoices } from './speech.js';
import { announcementOf, clipsOf, type SpokenLanguage } from './words.js';

/** By what a language is heard. */
export type Means = Readonly<{
  language: SpokenLanguage;
  by: 'voice' | 'clips' | 'chime';
  name: string;
}>;
/** Whether calls are heard now; `locked`: the browser waits for a tap. */
export type SoundState = 'on' | 'locked' | 'quiet' | 'off';

export type Announcements = Readonly<{
  /** The call that is being announced. */
  speaking: Ref<Call | null>;
  means: ComputedRef<readonly Means[]>;
  sound: ComputedRef<SoundState>;
  unlock: () => void;
  /** Tries the sound: as a call would be heard. */
  tryOut: (call: Call) => Promise<void>;
  take: (calls: readonly BoardCall[]) => void;
  show: (calls: readonly BoardCall[]) => void;
}>;

export type AnnouncementsOptions = Readonly<{
  options: DisplayOptions;
  now: Readonly<Ref<number>>;
  timeZone: () => string | undefined;
  windows: () => readonly BoardWindow[];
}>;

/** Counts up whenever voices, recordings or the browser's permission change. */
const useSound = () => {
  const version = ref(0);
  const changed = (): void => void (version.value += 1);
  const player = createPlayer(changed);
  const endWatch = watchVoices(changed);
  onScopeDispose(() => {
    endWatch();
    hush();
    player.close();
  });
  hush();
  return { version, player };
};

/** Announces a board's calls while the component lives. */
export const useAnnouncements = (given: AnnouncementsOptions): Announcements => {
  const { options, now, timeZone, windows } = given;
  const { languages, volume } = options;
  const { version, player } = useSound();
  const speaking = shallowRef<Call | null>(null);

  const means = computed(() => {
    void version.value;
    return languages.map((language): Means => {
      const voice = voiceFor(language);
      if (voice !== null) return { language, by: 'voice', name: voice.name };
      return { language, by: player.hasClips(language) ? 'clips' : 'chime', name: '' };
    });
  });
  const sound = computed((): SoundState => {
    void version.value;
    if (volume === 0) return 'off';
    if (isWithin(options.quiet, hallMinute(now.value, timeZone()))) return 'quiet';
    return player.isAllowed() ? 'on' : 'locked';
  });
  const chime = (): Promise<void> =>
    options.chime ? player.chime(volume) : Promise.resolve(undefined);
  const say = async (call: Call): Promise<void> => {
    for (const { language, by } of means.value) {
      const voice = by === 'voice' ? voiceFor(language) : null;
      if (voice !== null) await utter({ text: announcementOf(call, language), voice, volume });
      else if (by === 'clips') await player.play(language, clipsOf(call), volume);
    }
  };
  const announcer = createAnnouncer({
    repeat: options.repeat,
    now: serverNow,
    isAudible: () => sound.value === 'on',
    windows,
    chime,
    say,
    onTurn: (call) => (speaking.value = call),
  });
  onScopeDispose(announcer.stop);
  return {
    speaking,
    means,
    sound,
    unlock: player.allow,
    tryOut: async (call) => {
      await chime();
      await say(call);
    },
    take: announcer.take,
    show: announcer.show,
  };
};

/**
 * What the board lost contact for longer than it may: those calls were made by mouth in the meantime.
 * @returns whether a call was made while the screen was grey
 */
export const useMissed = (live: () => LiveBoard): ((call: BoardCall) => boolean) => {
  let until = 0;
  watch(
    () => live().stale.value,
    (stale) => {
      if (!stale) until = serverNow();
    },
    { flush: 'sync' },
  );
  return ({ recordedAt }) => live().stale.value || Date.parse(recordedAt) < until;
};
