using System.Runtime.InteropServices;

namespace Spikes.Testing;

/// <summary>What a process is told by the operating system.</summary>
internal enum Signal
{
    Interrupt = 2,
    Quit = 3,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}

/// <summary>Sends them.</summary>
internal static class Signals
{
    /// <returns>False when the process is gone.</returns>
    public static bool Send(int process, Signal signal) => Kill(process, (int)signal) == 0;

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int process, int signal);
}
