using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Processes;

/// <summary>A real Redis on a free port, with what it keeps in a folder of its own.</summary>
internal sealed class RedisServer : IDisposable
{
    private const string Program = "redis-server";

    private readonly string _folder = Directory.CreateTempSubdirectory("orchestrator-redis-").FullName;
    private readonly int _port = FreePort.Next();
    private Process? _process;

    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    /// <summary>Starts one, or skips the test where there is none to start.</summary>
    public static async Task<RedisServer> StartAsync()
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Program)));
        Assert.SkipUnless(found, $"there is no {Program} here (the Debian package of that name has it)");
        var server = new RedisServer();
        await server.RestartAsync();
        return server;
    }

    /// <summary>Starts it (again) with what it has kept, and waits until it takes connections.</summary>
    public async Task RestartAsync()
    {
        string[] arguments = ["--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder, "--appendonly", "yes", "--appendfsync", "always", "--save", ""];
        _process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        await Patience.UntilAsync("Redis answers", AnswersAsync);
    }

    public void Kill()
    {
        if (_process is null) return;
        Signals.Send(_process.Id, Signals.Kill);
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        Kill();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string?> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _port, CancellationToken.None);
            await client.GetStream().WriteAsync("PING\r\n"u8.ToArray(), CancellationToken.None);
            var answer = new byte[7];
            await client.GetStream().ReadExactlyAsync(answer, CancellationToken.None);
            return answer.AsSpan().SequenceEqual("+PONG\r\n"u8) ? "yes" : null;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return null;
        }
    }
}
