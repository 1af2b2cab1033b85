using System.Collections.Immutable;

namespace Orchestrator.Grains.Storage;

/// <summary>Where durable state is kept, and in what state that place was found.</summary>
/// <param name="Kind">memory, file or redis.</param>
/// <param name="Place">The file or the address; empty for memory.</param>
/// <param name="Damages">How often damage was found in it, ever.</param>
/// <param name="Reports">What was wrong when it was opened, one line each.</param>
public sealed record OpenedStore(string Kind, string Place, int Damages, ImmutableArray<string> Reports)
{
    public static OpenedStore Memory { get; } = new("memory", "", 0, []);

    public static OpenedStore Redis(string place) => new("redis", place, 0, []);

    public static OpenedStore Of(DataFile file) => new("file", file.Path, file.Damages, file.Reports);
}
