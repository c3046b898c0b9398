// write_seeds DIR: the seeds of every target as files DIR/TARGET/seed-N, for libFuzzer to begin with.
#include "tests/fuzz/check.hpp"

#include <cstdio>
#include <fstream>

int main(int argument_count, char** arguments) {
    if (argument_count != 2) return std::fputs("usage: write_seeds DIR\n", stderr), 2;
    for (const auto& target : clearing::fuzz::all_targets()) {
        const auto folder = std::filesystem::path(arguments[1]) / target.name;
        std::filesystem::create_directories(folder);
        int number = 0;
        for (const std::string& seed : clearing::fuzz::seeds_of(target.name))
            std::ofstream(folder / ("seed-" + std::to_string(++number)), std::ios::binary) << seed;
    }
}
