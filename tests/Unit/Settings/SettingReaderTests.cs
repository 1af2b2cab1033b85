using Orchestrator.Contracts.Pools;
using Orchestrator.Hosting.Settings;
using Xunit;

namespace Orchestrator.Unit.Settings;

public sealed class SettingReaderTests
{
    private const string Key = "Gateway:Port";

    [Theory]
    [InlineData("1", 1)]
    [InlineData("8080", 8080)]
    [InlineData(" 65535 ", 65535)]
    [InlineData("+7", 7)]
    public void Whole_numbers_within_their_limits_are_read(string text, int number) => Assert.Equal(number, Readers.Port(text).Number(Key, 5, 1, 65535));

    [Theory]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("-1")]
    [InlineData("80.5")]
    [InlineData("1e3")]
    [InlineData("0x50")]
    [InlineData("99999999999999999999")]
    [InlineData("eighty")]
    [InlineData("8 0")]
    public void Other_numbers_are_refused_with_option_value_and_limits(string text) =>
        Refused(() => Readers.Port(text).Number(Key, 5, 1, 65535), $"--port is '{text}'; it must be a whole number from 1 to 65535");

    [Fact]
    public void What_is_not_set_or_empty_has_its_default()
    {
        foreach (var reader in new[] { Readers.Of(), Readers.Port("") })
        {
            Assert.Null(reader.Text(Key));
            Assert.False(reader.Flag(Key));
            Assert.Equal(5, reader.Number(Key, 5, 1, 9));
            Assert.Null(reader.Number(Key, 1, 9));
            Assert.Equal(WorkerRole.Mixed, reader.Choice(Key, WorkerRole.Mixed));
            Assert.Equal("b", reader.OneOf(Key, "b", "a", "b"));
            Assert.Equal(TimeSpan.FromSeconds(3), reader.Duration(Key, TimeSpan.FromSeconds(3)));
            Assert.Null(reader.Bytes(Key));
            Assert.Empty(reader.List(Key));
        }
    }

    [Fact]
    public void A_setting_that_no_option_gives_is_named_by_its_key() =>
        Refused(() => Readers.Of(("Workers:Path", "x")).Number("Workers:Path", 1, 1, 2), "Workers:Path is 'x'; it must be a whole number from 1 to 2");

    [Theory]
    [InlineData("true", true)]
    [InlineData("False", false)]
    public void Flags_are_true_or_false(string text, bool flag) => Assert.Equal(flag, Readers.Port(text).Flag(Key));

    [Fact]
    public void Another_flag_is_refused() => Refused(() => Readers.Port("yes").Flag(Key), "--port is 'yes'; it must be true or false");

    [Theory]
    [InlineData("prefill", WorkerRole.Prefill)]
    [InlineData("Decode", WorkerRole.Decode)]
    [InlineData("MIXED", WorkerRole.Mixed)]
    public void Choices_are_read_by_name(string text, WorkerRole role) => Assert.Equal(role, Readers.Port(text).Choice(Key, WorkerRole.Mixed));

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("prefill,decode")]
    [InlineData("both")]
    public void A_choice_is_one_name_and_no_number(string text) =>
        Refused(() => Readers.Port(text).Choice(Key, WorkerRole.Mixed), $"--port is '{text}'; it must be one of prefill, decode, mixed");

    [Fact]
    public void One_of_a_list_is_as_it_is_written()
    {
        Assert.Equal("simd", Readers.Port("simd").OneOf(Key, "auto", "auto", "simd"));
        Refused(() => Readers.Port("tpu").OneOf(Key, "auto", "auto", "simd"), "--port is 'tpu'; it must be one of auto, simd");
    }

    [Theory]
    [InlineData("30", 30)]
    [InlineData("30s", 30)]
    [InlineData("500ms", 0.5)]
    [InlineData("2m", 120)]
    [InlineData("1.5h", 5400)]
    [InlineData("0", 0)]
    [InlineData("277h", 997_200)]
    public void Times_have_units(string text, double seconds) => Assert.Equal(seconds, Readers.Port(text).Duration(Key, TimeSpan.Zero).TotalSeconds);

    [Theory]
    [InlineData("-1")]
    [InlineData("5d")]
    [InlineData("s")]
    [InlineData("5 sms")]
    [InlineData("5hm")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e9")]
    [InlineData("278h")]
    [InlineData("2000000m")]
    [InlineData("one minute")]
    public void Other_times_are_refused(string text) => Assert.Contains($"--port is '{text}'; it must be a time", Refusal(() => Readers.Port(text).Duration(Key, TimeSpan.Zero)));

    [Theory]
    [InlineData("1", 1)]
    [InlineData("512", 512)]
    [InlineData("64k", 64L << 10)]
    [InlineData("512M", 512L << 20)]
    [InlineData("2GiB", 2L << 30)]
    [InlineData("1.5g", 3L << 29)]
    [InlineData("3 TB", 3L << 40)]
    public void Sizes_have_units(string text, long bytes) => Assert.Equal(bytes, Readers.Port(text).Bytes(Key));

    [Theory]
    [InlineData("0")]
    [InlineData("-5M")]
    [InlineData("G")]
    [InlineData("5X")]
    [InlineData("5BB")]
    [InlineData("0.1")]
    [InlineData("NaN")]
    [InlineData("9999999T")]
    [InlineData("1e30")]
    public void Other_sizes_are_refused(string text) => Refused(() => Readers.Port(text).Bytes(Key), $"--port is '{text}'; it must be a size such as 512M or 2G");

    [Fact]
    public void Repeated_options_come_in_order() =>
        Assert.Equal(["a=1", "b=2", "c=3"], Readers.Of(("Pools:0", "a=1"), ("Pools:1", "b=2"), ("Pools:2", "c=3")).List("Pools"));

    internal static string Refusal(Action read) => Assert.Throws<WrongUseException>(read).Message;

    private static void Refused(Action read, string message) => Assert.Equal(message, Refusal(read));
}
