#include "tests/simulation/campaign.hpp"

#include "tests/support/ningbo.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

namespace clearing::simulation {
namespace {

constexpr std::array counters{&Events::bills,    &Events::settlements, &Events::booked,
                              &Events::crashes,  &Events::carried,     &Events::reversed,
                              &Events::left_out, &Events::adjusted,    &Events::overtaken};

void add(CampaignResult& sum, const RunResult& run) {
    ++sum.runs;
    for (const auto counter : counters)
        sum.*counter += run.*counter;
    if (!run.findings.empty()) sum.failed.push_back(run.seed);
}

void tell_failure(const RunResult& run, const Campaign& campaign) {
    fmt::print("seed {} fails; replay: simulation --seed {}{}{}\n", run.seed, run.seed,
               campaign.sabotage == Sabotage::none ? "" : " --sabotage ",
               campaign.sabotage == Sabotage::none ? "" : name_of(campaign.sabotage));
    for (const std::string& finding : run.findings)
        fmt::print("    {}\n", finding);
    std::fflush(stdout);
}

/// Every `step`-th seed.
CampaignResult carry_out_share(const Campaign& campaign, int share, int step) {
    CampaignResult sum;
    RunOptions options;
    options.sabotage = campaign.sabotage;
    if (campaign.tells_stories) options.on_note = [](const std::string& line) { fmt::print("{}\n", line); };
    const long long wanted = campaign.settlements / step;
    for (long long i = share; campaign.settlements > 0 ? sum.settlements < wanted : i < campaign.runs; i += step) {
        const RunResult run =
            run_world(campaign.first_seed + static_cast<std::uint64_t>(i), simulation_tables(), options);
        add(sum, run);
        if (!run.findings.empty() && static_cast<int>(sum.failed.size()) <= campaign.failures_told)
            tell_failure(run, campaign);
    }
    return sum;
}

void write_all(int to, const CampaignResult& sum) {
    std::vector<long long> numbers{sum.runs};
    for (const auto counter : counters)
        numbers.push_back(sum.*counter);
    for (std::uint64_t seed : sum.failed)
        numbers.push_back(static_cast<long long>(seed));
    const long long count = static_cast<long long>(numbers.size());
    numbers.insert(numbers.begin(), count);
    const auto bytes = static_cast<ssize_t>(numbers.size() * sizeof(long long));
    if (::write(to, numbers.data(), static_cast<std::size_t>(bytes)) != bytes) std::perror("simulation: write");
}

std::vector<long long> read_all(int from) {
    std::vector<long long> numbers;
    long long number = 0;
    while (::read(from, &number, sizeof number) == static_cast<ssize_t>(sizeof number))
        numbers.push_back(number);
    return numbers;
}

struct Share {
    pid_t process = 0;
    int result = 0;
};

Share begin_share(const Campaign& campaign, int share, int step) {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
    const pid_t process = ::fork();
    if (process < 0) throw std::runtime_error("no process");
    if (process == 0) {
        ::close(ends[0]);
        write_all(ends[1], carry_out_share(campaign, share, step));
        std::fflush(stdout);
        ::_exit(0);
    }
    ::close(ends[1]);
    return {process, ends[0]};
}

void take_in(CampaignResult& sum, const Share& share) {
    const std::vector<long long> numbers = read_all(share.result);
    ::close(share.result);
    int status = 0;
    ::waitpid(share.process, &status, 0);
    constexpr std::size_t first_seed = 2 + counters.size();
    if (numbers.size() < first_seed || numbers.front() + 1 != static_cast<long long>(numbers.size()))
        throw std::runtime_error("a process of the simulation died");
    sum.runs += numbers[1];
    for (std::size_t i = 0; i < counters.size(); ++i)
        sum.*counters[i] += numbers[2 + i];
    for (std::size_t i = first_seed; i < numbers.size(); ++i)
        sum.failed.push_back(static_cast<std::uint64_t>(numbers[i]));
}

}  // namespace

std::shared_ptr<const mapping::Tables> simulation_tables() {
    return tests::reviewed_tables();
}

CampaignResult carry_out(const Campaign& campaign) {
    const auto begin = std::chrono::steady_clock::now();
    simulation_tables();  // read before the processes part
    const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    const int processes = campaign.tells_stories ? 1 : campaign.processes > 0 ? campaign.processes : cores;
    CampaignResult sum;
    if (processes == 1) {
        sum = carry_out_share(campaign, 0, 1);
    } else {
        std::fflush(stdout);
        std::vector<Share> shares;
        for (int i = 0; i < processes; ++i)
            shares.push_back(begin_share(campaign, i, processes));
        for (const Share& share : shares)
            take_in(sum, share);
    }
    std::ranges::sort(sum.failed);
    sum.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return sum;
}

std::string in_words(const CampaignResult& result) {
    std::string text = fmt::format(
        "{} runs: {} bills under {} messages, {} lines booked, {} reversed, {} carried over a close, {} left out of "
        "one, {} adjustments, {} overtaken in their stay, {} crashes; {:.1f} s, {:.0f} runs a minute; {} failed",
        result.runs, result.bills, result.settlements, result.booked, result.reversed, result.carried, result.left_out,
        result.adjusted, result.overtaken, result.crashes, result.seconds,
        static_cast<double>(result.runs) / result.seconds * 60, result.failed.size());
    for (std::size_t i = 0; i < result.failed.size() && i < 20; ++i)
        text += fmt::format("{}{}", i == 0 ? ": " : ", ", result.failed[i]);
    return text;
}

}  // namespace clearing::simulation
