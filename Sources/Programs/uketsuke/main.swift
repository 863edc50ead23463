import KioskProgram

// All else is in KioskProgram, where tests reach it: this target alone is linked to be self-contained.
Program.main()
