/** Rings twice, and shakes, when somebody is called; a browser lets it only after a tap. */
export const createBell = () => {
  let audio: AudioContext | null = null;
  const tone = (context: AudioContext, at: number): void => {
    const oscillator = context.createOscillator();
    const volume = context.createGain();
    oscillator.frequency.value = 880;
    volume.gain.setValueAtTime(0.4, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
    oscillator.connect(volume).connect(context.destination);
    oscillator.start(at);
    oscillator.stop(at + 0.5);
  };
  return {
    /** To be called from a tap. */
    allow: (): void => {
      audio ??= new AudioContext();
      void audio.resume();
    },
    ring: (): void => {
      if (audio === null) return;
      navigator.vibrate?.([300, 150, 300]);
      for (const after of [0, 0.6]) tone(audio, audio.currentTime + after);
    },
  };
};
