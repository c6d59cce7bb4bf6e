namespace RnnOnnx.Kills.Zoos;

/// <summary>Packages that are stored in fewer bytes, in the place of those that training wrote.</summary>
internal sealed class PackagingKind : IKillKind
{
    private static readonly string[] Models = ["char-generator", "imdb-text-dense", "imdb-text-lstm"];

    private TrainerProgram? _trainer;
    private ZooCheck? _check;
    private Timeline? _timeline;
    private string _start = "";

    /// <inheritdoc/>
    public string Name => "packaging";

    /// <inheritdoc/>
    public void Prepare(string folder)
    {
        var (data, after) = (Path.Combine(folder, "data"), Path.Combine(folder, "after"));
        _start = Path.Combine(folder, "before");
        Texts.Write(data);
        _trainer = new TrainerProgram(data);
        _trainer.Run(null, ["train", .. Models, "--corpus", "real", "--recipe", "sample", "--epochs", "2", "--models", _start]).Demanded();
        FolderContents.Copy(_start, after);
        _timeline = new Timeline(Compress(_trainer, after, null).Demanded());
        _check = new ZooCheck(_start, after);
    }

    /// <inheritdoc/>
    public KillTrial Begin(string folder, int number) => _trainer is { } trainer && _check is { } check && _timeline is { } timeline
        ? new Trial(folder, _start, check, trainer, timeline)
        : throw new InvalidOperationException("nothing was prepared");

    private static VictimRun Compress(TrainerProgram trainer, string zoo, Death? death) => trainer.Run(death, "compress", "--all", "--models", zoo);

    private sealed class Trial(string folder, string start, ZooCheck check, TrainerProgram trainer, Timeline timeline) : ZooTrial(folder, start, check)
    {
        // Lines of packages that are in place already are not written again.
        private HashSet<string> _said = [];

        public override VictimRun Run(Random? random)
        {
            var run = Compress(trainer, Zoo, random is null ? null : timeline.Without(_said.Contains).Draw(random, Prey.All));
            _said = [.. _said.Union(run.Lines)];
            return run;
        }
    }
}
