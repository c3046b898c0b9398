#include "tests/scenarios/newspaper_bills.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace clearing::tests {
namespace {

constexpr double spread = 0.85;  // of the logarithm: the dearest in a hundred are about seven times the middle
constexpr double pieces_of_the_middle = 1e6;  // weights are whole numbers, so that shares are exact

}  // namespace

std::vector<GeneratedStay> generated_stays(const StayPlan& plan, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::vector<GeneratedStay> stays = plan.known;
    Money left = plan.sum;
    for (const GeneratedStay& known : stays)
        left -= known.total;

    std::normal_distribution<double> normal;
    std::vector<std::int64_t> weights(plan.count - stays.size());
    for (std::int64_t& weight : weights)
        weight = static_cast<std::int64_t>(pieces_of_the_middle * std::exp(spread * normal(random)));
    const __int128 all = std::accumulate(weights.begin(), weights.end(), __int128{0});
    const auto days = std::chrono::duration_cast<std::chrono::days>(plan.last.days - plan.first.days).count() + 1;
    std::uniform_int_distribution<std::int64_t> day(0, days - 1);
    for (const std::int64_t weight : weights) {
        const Money share = Money::from_fen(static_cast<std::int64_t>(__int128{left.fen()} * weight / all));
        stays.push_back({Date{plan.first.days + std::chrono::days(day(random))}, share});
    }
    Money given;
    for (const GeneratedStay& stay : stays)
        given += stay.total;
    // Fewer fen than stays are left.
    for (std::size_t i = plan.known.size(); given < plan.sum; ++i) {
        stays[i].total += Money::from_fen(1);
        given += Money::from_fen(1);
    }
    std::ranges::sort(stays, {}, &GeneratedStay::day);
    return stays;
}

}  // namespace clearing::tests
