using System.Runtime.InteropServices;

namespace Orchestrator.EndToEnd.Processes;

/// <summary>POSIX signals by process id.</summary>
internal static partial class Signals
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;

    /// <summary>Holds a process still: it lives, and does nothing.</summary>
    public const int Stop = 19;

    public const int Continue = 18;

    /// <summary>Sends a signal; a process that has gone in the meantime is no error.</summary>
    public static void Send(int process, int signal) => _ = SendRaw(process, signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendRaw(int process, int signal);
}
