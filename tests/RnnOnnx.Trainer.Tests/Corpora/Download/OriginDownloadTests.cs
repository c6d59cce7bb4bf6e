using System.Security.Cryptography;
using FluentAssertions;
using RnnOnnx.Trainer.Corpora.Download;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Corpora.Download;

public sealed class OriginDownloadTests : IDisposable
{
    private const int Half = 150_000;

    private static readonly byte[] Original = [.. Enumerable.Range(0, 2 * Half).Select(i => (byte)(i * 7919 >> 4))];

    private readonly TemporaryFolder _folder = new();
    private readonly SafeClient _client = new(useProxy: false);
    private readonly StringWriter _output = new();
    private readonly PatientTime _time = new(TimeSpan.FromMinutes(1));

    private string Folder => Path.Combine(_folder.Path, "originals");

    private string Part => Path.Combine(Folder, "original.bin.part");

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_file_is_fetched_once_and_then_taken_from_the_folder()
    {
        using var server = new LoopbackServer(LoopbackServer.Whole(Original));
        await Gives(server);
        await Gives(server);
        server.Asked.Should().Equal([null], "nobody wants to load a gigabyte twice");
    }

    [Fact]
    public async Task A_transfer_that_breaks_off_goes_on_where_it_was()
    {
        using var server = new LoopbackServer(LoopbackServer.Announcing(Original.Length, Original[..Half]), LoopbackServer.Ranged(Original));
        await Gives(server);
        server.Asked.Should().Equal([null, Half], "only the rest is asked for");
        _time.Waits.Should().Equal(TimeSpan.FromSeconds(1));
        _output.ToString().Should().Contain("150,000 of 300,000").And.Contain("going on after 150,000 bytes");
    }

    [Fact]
    public async Task A_later_run_goes_on_where_an_earlier_one_was()
    {
        Leave(Original[..Half]);
        using var server = new LoopbackServer(LoopbackServer.Ranged(Original));
        await Gives(server);
        server.Asked.Should().Equal(Half);
    }

    [Fact]
    public async Task A_server_without_ranges_starts_over()
    {
        Leave(Original[..Half]);
        using var server = new LoopbackServer(LoopbackServer.Whole(Original));
        await Gives(server);
        server.Asked.Should().Equal([Half], "the whole file came in answer, and must not be put behind the half");
    }

    [Theory]
    [InlineData("206 Partial Content", "Content-Range: bytes 10-19/300000\r\n")]
    [InlineData("206 Partial Content", "Content-Range: bytes 150000-300000/300001\r\n")]
    [InlineData("206 Partial Content", "")]
    [InlineData("416 Range Not Satisfiable", "")]
    public async Task A_wrong_range_starts_over(string status, string headers)
    {
        Leave(Original[..Half]);
        using var server = new LoopbackServer(LoopbackServer.Status(status, headers), LoopbackServer.Ranged(Original));
        await Gives(server);
        server.Asked.Should().Equal([Half, null], "bytes from elsewhere in the file would spoil it");
    }

    [Fact]
    public async Task What_was_left_of_another_file_gives_way_to_the_whole_one()
    {
        Leave(new byte[Half]);
        using var server = new LoopbackServer(LoopbackServer.Ranged(Original));
        await Gives(server);
        server.Asked.Should().Equal([Half, null], "else the user would have to find and delete the file");
    }

    [Fact]
    public async Task Wrong_bytes_are_refused_with_both_hashes()
    {
        byte[] wrong = [.. Original[..^1], (byte)~Original[^1]];
        using var server = new LoopbackServer(LoopbackServer.Ranged(wrong));
        await Fails(server, $"*has SHA-256 {Sha256(wrong)}, and the original has {Sha256(Original)}*");
        server.Asked.Should().Equal([null], "the same bytes would come again");
        Directory.EnumerateFileSystemEntries(Folder).Should().BeEmpty("wrong bytes must not be found by the next run");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_server_that_announces_another_length_is_refused_before_its_bytes_are_read(int difference)
    {
        using var server = new LoopbackServer(LoopbackServer.Announcing(Original.Length + difference, Original));
        await Fails(server, $"*announces {Original.Length + difference:N0} bytes, and the original has 300,000*");
        Directory.Exists(Folder).Should().BeFalse("nothing came that is worth a folder");
    }

    [Fact]
    public async Task More_bytes_than_the_original_has_are_refused()
    {
        using var server = new LoopbackServer(LoopbackServer.Unannounced([.. Original, .. Original]));
        await Fails(server, "*has 300,001 bytes, and the original has 300,000*");
        Directory.EnumerateFileSystemEntries(Folder).Should().BeEmpty();
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_asked_again()
    {
        using var server = new LoopbackServer(LoopbackServer.Stalling(Original, Half, _time.RunOut), LoopbackServer.Ranged(Original));
        await Gives(server);
        _output.ToString().Should().Contain("127.0.0.1 sent nothing for 60 s");
    }

    [Fact]
    public async Task Patience_begins_anew_with_every_piece()
    {
        using var server = new LoopbackServer(LoopbackServer.Whole(Original));
        await Gives(server);
        _time.Begun.Should().BeGreaterThan(Original.Length >> 16, "a long transfer over a slow line is no silence; pieces have at most 64 KiB");
    }

    [Fact]
    public async Task A_missing_file_is_said_at_once_and_what_to_do()
    {
        using var server = new LoopbackServer(LoopbackServer.Status("404 Not Found"));
        await Fails(server, $"original.bin: *404 Not Found*put {server.Address} (300,000 bytes, SHA-256 {Sha256(Original)}) at {Path.Combine(Folder, "original.bin")}*");
        server.Asked.Should().HaveCount(1, "it will not be there a second later");
    }

    [Fact]
    public async Task A_server_in_trouble_is_asked_five_times_with_growing_delays()
    {
        using var server = new LoopbackServer(LoopbackServer.Status("500 Internal Server Error"));
        await Fails(server, "*500 Internal Server Error*where there is no network put *");
        server.Asked.Should().HaveCount(5);
        _time.Waits.Select(w => w.TotalSeconds).Should().Equal([1, 2, 4, 8], "a server in trouble is not to be hurried");
    }

    [Fact]
    public async Task A_server_whose_trouble_passes_gives_the_file()
    {
        using var server = new LoopbackServer(LoopbackServer.Status("503 Service Unavailable"), LoopbackServer.Status("429 Too Many Requests"), LoopbackServer.Whole(Original));
        await Gives(server);
    }

    [Fact]
    public async Task Without_a_network_nothing_is_made_and_the_way_round_is_told()
    {
        Uri address;
        using (var server = new LoopbackServer(LoopbackServer.Status("200 OK")))
        {
            address = server.Address;
        }

        var act = () => Download().GetAsync(Pin(address), Folder, default);
        await act.Should().ThrowAsync<DownloadException>().WithMessage($"*no connection to 127.0.0.1*put {address}*at {Folder}*");
        Directory.Exists(Folder).Should().BeFalse("an empty data folder would hide ../shared/data");
    }

    [Fact]
    public async Task A_run_that_is_stopped_leaves_what_came_for_the_next()
    {
        using var stop = new CancellationTokenSource();
        using var server = new LoopbackServer(LoopbackServer.Stalling(Original, Half, stop.Cancel), LoopbackServer.Ranged(Original));
        var act = () => Download().GetAsync(Pin(server.Address), Folder, stop.Token);
        await act.Should().ThrowAsync<OperationCanceledException>("Ctrl-C is no failure to try again after");
        File.Exists(Path.Combine(Folder, "original.bin")).Should().BeFalse();
        await Gives(server);
    }

    [Fact]
    public async Task A_file_put_there_by_hand_is_verified_and_never_deleted()
    {
        Directory.CreateDirectory(Folder);
        var path = Path.Combine(Folder, "original.bin");
        await File.WriteAllBytesAsync(path, Original[..Half]);
        using var server = new LoopbackServer(LoopbackServer.Whole(Original));
        await Fails(server, $"{path} has 150,000 bytes, and the original has 300,000*");
        File.Exists(path).Should().BeTrue("it is the user's");
        await File.WriteAllBytesAsync(path, Original);
        await Gives(server);
        server.Asked.Should().BeEmpty();
    }

    [Theory]
    [InlineData("http://example.org/original")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1/original")]
    public async Task Redirections_out_of_https_are_refused(string location)
    {
        using var server = new LoopbackServer(LoopbackServer.Status("302 Found", $"Location: {location}\r\n"));
        await Fails(server, $"*leads on to '{location}'*only https*");
    }

    [Fact]
    public async Task Redirections_are_followed_and_counted()
    {
        var onward = LoopbackServer.Status("301 Moved Permanently", "Location: /elsewhere\r\n");
        using var server = new LoopbackServer(onward, LoopbackServer.Whole(Original));
        await Gives(server);
        File.Delete(Path.Combine(Folder, "original.bin"));
        using var circle = new LoopbackServer(onward);
        await Fails(circle, "*more than 5 times*");
    }

    [Theory]
    [InlineData("original.bin", "http://example.org/", 1, null, "plain http can be changed on the way")]
    [InlineData("../original.bin", "https://example.org/", 1, null, "it would be written elsewhere")]
    [InlineData("original.bin", "https://example.org/", 0, null, "no size is no check")]
    [InlineData("original.bin", "https://example.org/", 1, "d41d8cd98f00b204e9800998ecf8427e", "MD5 can be forged")]
    [InlineData("original.bin", "https://example.org/", 1, "", "every file would do")]
    public void Pins_that_pin_nothing_are_refused(string file, string address, long bytes, string? sha256, string because) =>
        FluentActions.Invoking(() => new Origin(file, new Uri(address), bytes, sha256 ?? Sha256(Original))).Should().Throw<ArgumentException>(because);

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static Origin Pin(Uri address) => new("original.bin", address, Original.Length, Sha256(Original));

    private OriginDownload Download() => new(_client, _time, _output);

    private void Leave(byte[] part)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllBytes(Part, part);
    }

    private async Task Gives(LoopbackServer server)
    {
        var path = await Download().GetAsync(Pin(server.Address), Folder, default);
        (await File.ReadAllBytesAsync(path)).Should().Equal(Original);
        Directory.EnumerateFiles(Folder).Should().Equal([path], "nothing half done may stay beside the file");
    }

    private async Task Fails(LoopbackServer server, string message)
    {
        var act = () => Download().GetAsync(Pin(server.Address), Folder, default);
        await act.Should().ThrowAsync<DownloadException>().WithMessage(message);
        File.Exists(Part).Should().BeFalse();
    }
}
